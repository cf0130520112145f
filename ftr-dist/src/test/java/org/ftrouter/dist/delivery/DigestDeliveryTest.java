// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What waits for the next digest mail survives SIGKILL, and goes with the first error, in one mail. */
@Timeout(300)
class DigestDeliveryTest {
    private static final int WARNINGS = 5;

    @TempDir
    Path temp;

    @Test
    void aKillWithinTheWindowLosesNothingAndAnErrorTakesItAlong() throws Exception {
        try (var receiver = new SocketReceiver.Mail()) {
            receiver.start();
            var settings = new HashMap<>(receiver.settings());
            settings.putAll(Map.of("type", "email", "digest", "1d"));
            Map<String, Map<String, Object>> channels = Map.of("it", settings);
            try (var killed = new OutboxDaemon(temp, channels)) {
                for (int i = 0; i < WARNINGS; i++) {
                    int next = i;
                    killed.say(next);
                    killed.await("stored", () -> killed.stored() == next);
                }
            }
            assertThat(receiver.mails()).isEmpty();

            try (var later = new OutboxDaemon(temp, channels)) {
                later.await("taken up", () -> {
                    later.say("?");
                    return later.waiting() == WARNINGS;
                });
                later.say("error " + WARNINGS);
                later.await("delivered", () -> {
                    later.say("?");
                    return later.waiting() == 0;
                });
            }

            assertThat(receiver.mails()).hasSize(1);
            assertThat(receiver.ids()).isEqualTo(List.of(OutboxProcess.id(WARNINGS)));
            String mail = receiver.mails().get(0);
            assertThat(mail).contains("Subject: [ftr gw1] UP dsl: event 5");
            assertThat(mail)
                    .containsSubsequence(
                            "What had been waiting for the next digest (5):",
                            "DOWN dsl: event 0",
                            "UP dsl: event 1",
                            "DOWN dsl: event 2",
                            "UP dsl: event 3",
                            "DOWN dsl: event 4");
        }
    }
}
