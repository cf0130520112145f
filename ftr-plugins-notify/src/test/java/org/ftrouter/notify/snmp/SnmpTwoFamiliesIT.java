// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.testkit.PrivateNetwork;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnmpTwoFamiliesIT {
    private static final Notice NOTICE = new Notice(
            "01",
            "01",
            "uplink.down",
            "DOWN",
            Severity.WARNING,
            Instant.EPOCH,
            "gw1",
            Optional.empty(),
            Map.of(),
            Map.of("en", new Notice.Text("dsl", "b\n")));

    @TempDir
    Path folder;

    /** Its addresses are those kept on disk, for nobody answers for DNS. */
    @Test
    void aReceiverWithAnAddressOfAFamilyThatDoesNotWorkHereIsReachedByTheOther() throws Exception {
        Files.writeString(folder.resolve("address-of-no-such-host.invalid"), "2001:db8::1\n127.0.0.1\n");
        PrivateNetwork.run(() -> {
            try (var receiver = new TrapReceiver("public")) {
                TestSettings settings =
                        TestSettings.of("to", "no-such-host.invalid:" + receiver.port(), "inform", true);
                try (Notifier notifier = new SnmpNotifierFactory().create(settings, new TestContext(folder))) {
                    notifier.send(NOTICE);
                }
                assertThat(receiver.received()).hasSize(1);
            }
        });
    }
}
