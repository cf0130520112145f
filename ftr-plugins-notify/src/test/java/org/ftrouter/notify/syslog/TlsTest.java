// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.testkit.Certificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Octet counting over TLS (RFC 5425). */
class TlsTest extends SyslogContract {
    private static Certificates certificates;
    private TcpDaemon daemon;
    private ServerSocket silent;

    @BeforeAll
    static void make(@TempDir Path folder) throws Exception {
        certificates = new Certificates(folder);
        certificates.sign("good", "ip:127.0.0.1");
        certificates.sign("wrong", "dns:logs.example.net");
        certificates.sign("expired", "ip:127.0.0.1", "-startdate", "-10d", "-validity", "1");
    }

    @BeforeEach
    void open() throws Exception {
        daemon = new TcpDaemon(certificates.server("good"));
        silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress()); // the kernel accepts, nobody answers
    }

    @AfterEach
    void close() throws Exception {
        daemon.close();
        silent.close();
    }

    private static Notifier at(int port, Object... more) throws Exception {
        var all = new java.util.ArrayList<Object>(
                List.of("to", "tls://127.0.0.1:" + port, "ca-file", certificates.pem("ca")));
        all.addAll(List.of(more));
        return notifier(all.toArray());
    }

    @Override
    protected Notifier working() throws Exception {
        return at(daemon.port());
    }

    @Override
    protected Notifier unreachable() throws Exception {
        try (var unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return at(unused.getLocalPort());
        }
    }

    @Override
    protected Optional<Notifier> stuck() throws Exception {
        return Optional.of(at(silent.getLocalPort(), "timeout", Duration.ofMinutes(1)));
    }

    @Override
    List<byte[]> received() throws Exception {
        return daemon.received();
    }

    @Test
    void strangersAndExpiredCertificatesGetNothing() throws Exception {
        for (String shown : List.of("wrong", "expired")) {
            var bad = new TcpDaemon(certificates.server(shown));
            try (Notifier notifier = at(bad.port())) {
                assertThatThrownBy(() -> notifier.send(notice("01A", "uplink.down", "DOWN", "dsl")))
                        .isInstanceOf(NotifyException.class)
                        .hasMessageStartingWith("tls://127.0.0.1:" + bad.port() + " cannot be reached: ");
                assertThat(bad.received()).isEmpty();
            } finally {
                bad.close();
            }
        }
        try (Notifier notifier = notifier("to", "tls://127.0.0.1:" + daemon.port())) {
            assertThatThrownBy(() -> notifier.send(notice("01A", "uplink.down", "DOWN", "dsl")))
                    .hasMessageContaining("valid certification path");
        }
    }

    @Test
    void oneThatNeverShakesHandsIsLeftAtTheDeadline() throws Exception {
        try (Notifier notifier = at(silent.getLocalPort(), "timeout", Duration.ofSeconds(1))) {
            assertThatThrownBy(() -> notifier.send(notice("01A", "uplink.down", "DOWN", "dsl")))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageStartingWith("tls://127.0.0.1:" + silent.getLocalPort());
        }
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
}
