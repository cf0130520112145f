// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.notify.Names;
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
        try (var unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
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
    void closingEndsAWriteToADaemonThatNeverReads() throws Exception {
        try (var deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var wire = new TcpWire(
                    "127.0.0.1", deaf.getLocalPort(), Names.unkept(), Duration.ofSeconds(10), Optional.empty());
            var writing = new CompletableFuture<Throwable>();
            var thread = new Thread(() -> writing.complete(catchThrowable(() -> wire.send(new byte[64 << 20]))));
            thread.start();
            deaf.accept();

            thread.join(200);
            wire.close();

            assertThat(writing.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> wire.send(new byte[1])).hasMessage("given up");
        }
    }
}
