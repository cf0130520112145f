// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpTest extends SyslogContract {
    private TcpDaemon daemon;

    @BeforeEach
    void open() throws Exception {
        daemon = new TcpDaemon(0);
    }

    @AfterEach
    void close() throws Exception {
        daemon.close();
    }

    @Override
    protected Notifier working() {
        return notifier("to", "tcp://127.0.0.1:" + daemon.port());
    }

    @Override
    protected Notifier unreachable() throws Exception {
        try (var unused = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return notifier("to", "tcp://127.0.0.1:" + unused.getLocalPort());
        }
    }

    @Override
    List<byte[]> received() throws Exception {
        return daemon.received();
    }

    @Test
    void oneConnectionCarriesManyMessages() throws Exception {
        try (Notifier notifier = working()) {
            for (int i = 0; i < 5; i++) {
                notifier.send(notice("01A" + i, "uplink.down", "DOWN", "dsl"));
            }
        }

        assertThat(received()).hasSize(5);
        assertThat(daemon.connections()).isEqualTo(1);
    }

    @Test
    void aRestartedDaemonGetsTheMessageThroughANewConnection() throws Exception {
        try (Notifier notifier = working()) {
            notifier.send(notice("01A", "uplink.down", "DOWN", "dsl"));
            assertThat(received()).hasSize(1);
            int port = daemon.port();
            daemon.close();
            daemon = new TcpDaemon(port);

            notifier.send(notice("01B", "uplink.up", "UP", "dsl"));
            notifier.send(notice("01C", "uplink.up", "UP", "dsl"));
        }

        assertThat(delivered()).extracting(Delivery::id).containsExactly("01B", "01C");
        assertThat(daemon.connections()).isEqualTo(1);
    }

    @Test
    void aDaemonThatHasGoneIsAnError() throws Exception {
        try (Notifier notifier = working()) {
            notifier.send(notice("01A", "uplink.down", "DOWN", "dsl"));
            daemon.close();

            assertThatThrownBy(() -> notifier.send(notice("01B", "uplink.up", "UP", "dsl")))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageStartingWith(
                            "tcp://127.0.0.1:" + daemon.port() + " cannot be reached: Connection refused");
        }
    }

    @Test
    void aDaemonThatNeverReadsHoldsTheThreadNoLongerThanTheDeadline() throws Exception {
        try (var deaf = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
                Notifier notifier =
                        notifier("to", "tcp://127.0.0.1:" + deaf.getLocalPort(), "timeout", Duration.ofSeconds(1))) {
            String big = "x".repeat(2000);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 20_000; i++) { // until the kernel's buffers are full
                            notifier.send(notice("01A", "uplink.down", "DOWN", big));
                        }
                    })
                    .isInstanceOf(NotifyException.class)
                    .hasMessage("tcp://127.0.0.1:" + deaf.getLocalPort() + " did not take the message within 1 s");
        }
    }

    @Override
    protected Optional<Notifier> stuck() {
        return Optional.empty();
    }
}
