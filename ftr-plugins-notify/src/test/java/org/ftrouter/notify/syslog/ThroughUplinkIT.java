// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;
import static org.ftrouter.notify.syslog.SyslogContract.notifier;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.testkit.PrivateNetwork;
import org.junit.jupiter.api.Test;

class ThroughUplinkIT {
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

    private static Uplink uplink() {
        return new Uplink(
                "lte", "lo", "", Set.of(Family.IPV4), List.of(), List.of(), 1, OptionalInt.of(1), 101, 0x100, 0x100);
    }

    @Test
    void closingEndsAConnectionThatIsKeptForTheNextMessage() throws Exception {
        PrivateNetwork.run(() -> {
            sh("ip address add " + ADDRESS + "/32 dev lo");
            try (var daemon = new ServerSocket(0, 5, InetAddress.getByName(ADDRESS))) {
                Notifier notifier = notifier("to", "tcp://" + ADDRESS + ":" + daemon.getLocalPort(), "via", uplink());
                notifier.send(NOTICE);
                try (Socket connection = daemon.accept()) {
                    connection.setSoTimeout(20_000);

                    notifier.close();

                    assertThat(connection.getInputStream().readAllBytes()).isNotEmpty();
                }
            }
        });
    }
}
