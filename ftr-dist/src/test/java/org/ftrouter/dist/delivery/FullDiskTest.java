// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room costs durability, no notice; and what was delivered before is not sent again. */
@Timeout(300)
class FullDiskTest {
    private static final int EVENTS = 150;

    @TempDir
    Path temp;

    @Test
    void allArrivesInOrderAndNothingTwiceOverARestart() throws Exception {
        var settings = Map.<String, Map<String, Object>>of("it", Map.of());
        try (var receiver = new SocketReceiver.Web()) {
            settings = Map.of(
                    "it", Map.of("type", "webhook", "url", receiver.settings().get("url")));
            try (var daemon = OutboxDaemon.withFilesUpTo(32, temp, settings)) { // more than half of them do not fit
                for (int i = 0; i < EVENTS; i++) {
                    int next = i;
                    daemon.say(next);
                    daemon.await("stored or kept", () -> daemon.stored() == next);
                }
                daemon.await("a complaint", () -> daemon.log().contains("is kept in memory only"));
                receiver.start();
                daemon.await("all", () -> {
                    daemon.say("kick");
                    daemon.say("?");
                    return daemon.waiting() == 0;
                });
            }
            try (var later = new OutboxDaemon(temp, settings)) {
                later.say(EVENTS);
                later.await("one more", () -> receiver.ids().contains(OutboxProcess.id(EVENTS)));
            }

            List<String> sent =
                    IntStream.rangeClosed(0, EVENTS).mapToObj(OutboxProcess::id).toList();
            assertThat(receiver.ids()).isEqualTo(sent);
        }
    }
}
