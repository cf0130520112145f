// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.testkit.PrivateNetwork;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MqttThroughUplinkIT {
    private static final String ADDRESS = "192.0.2.1";
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

    private static Uplink uplink() {
        return new Uplink(
                "lte", "lo", "", Set.of(Family.IPV4), List.of(), List.of(), 1, OptionalInt.of(1), 101, 0x100, 0x100);
    }

    @Test
    void aBrokerThatNeverGreetsIsLeft() throws Exception {
        PrivateNetwork.run(() -> {
            sh("ip address add " + ADDRESS + "/32 dev lo");
            try (var silent = new ServerSocket(0, 5, InetAddress.getByName(ADDRESS))) {
                var settings = TestSettings.of(
                        "broker",
                        "tcp://" + ADDRESS + ":" + silent.getLocalPort(),
                        "via",
                        uplink(),
                        "timeout",
                        Duration.ofSeconds(1));
                Notifier notifier = new MqttNotifierFactory().create(settings, new TestContext(folder));

                assertThatThrownBy(() -> notifier.send(NOTICE)).isInstanceOf(NotifyException.class);

                try (Socket connection = silent.accept()) {
                    connection.setSoTimeout(20_000);
                    assertThat(connection.getInputStream().readAllBytes()).isNotEmpty();
                }
                notifier.close();
            }
        });
    }
}
