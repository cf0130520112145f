// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.linux.UnixDatagram;
import org.ftrouter.notify.UnixReceiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTest extends SyslogContract {
    @TempDir
    Path folder;

    private UnixReceiver daemon;

    @BeforeEach
    void open() {
        daemon = new UnixReceiver(folder.resolve("log"));
    }

    @AfterEach
    void close() {
        daemon.close();
    }

    @Override
    protected Notifier working() {
        return notifier("to", folder.resolve("log"), "format", "rfc5424");
    }

    @Override
    protected Notifier unreachable() {
        return notifier("to", folder.resolve("nobody"), "format", "rfc5424");
    }

    @Override
    List<byte[]> received() {
        var all = new ArrayList<byte[]>();
        for (Optional<byte[]> next = daemon.next(); next.isPresent(); next = daemon.next()) {
            all.add(next.get());
        }
        return all;
    }

    @Test
    void theUsualFormatIsWhatJournaldAndRsyslogReadThere() throws Exception {
        try (Notifier notifier = notifier("to", folder.resolve("log"), "facility", "local3", "app-name", "router")) {
            notifier.send(notice("01A", "uplink.down", "DOWN", "dsl: 0 of 4\nanswered"));
        }

        assertThat(new String(received().get(0), StandardCharsets.UTF_8))
                .matches("<156>[A-Z][a-z]{2} [ 123][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} router\\[[0-9]+\\]: "
                        + "DOWN dsl: 0 of 4 answered");
    }

    @Test
    void aRestartedDaemonIsFoundAgain() throws Exception {
        try (Notifier notifier = working()) {
            notifier.send(notice("01A", "uplink.down", "DOWN", "dsl"));
            daemon.close();
            Files.delete(folder.resolve("log"));
            assertThatThrownBy(() -> notifier.send(notice("01B", "uplink.up", "UP", "dsl")))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageContaining(folder.resolve("log").toString());

            daemon = new UnixReceiver(folder.resolve("log"));
            notifier.send(notice("01B", "uplink.up", "UP", "dsl"));
        }

        assertThat(delivered()).extracting(Delivery::id).containsExactly("01B");
    }

    @Test
    void aDaemonThatReadsNothingIsAnErrorAndNoHang() throws Exception {
        daemon.hang();
        Notice notice = notice("01A", "uplink.down", "DOWN", "dsl");
        try (Notifier notifier = notifier("to", folder.resolve("log"), "timeout", Duration.ofSeconds(1))) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> notifier.send(notice))
                        .isInstanceOf(NotifyException.class)
                        .hasMessageMatching(".*(did not take the message within 1 s|nothing is read there)");
            }
        }
        try (var socket = new UnixDatagram(folder.resolve("log").toString())) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            socket.send(new byte[1]);
                        }
                    })
                    .hasMessageContaining("EAGAIN");
        }
    }

    @Test
    void whatADaemonHadNotReadWhenItWasKilledIsNotSent() throws Exception {
        daemon.hang();
        try (Notifier notifier = working()) {
            var sending = new FutureTask<Boolean>(() -> {
                notifier.send(notice("01A", "uplink.down", "DOWN", "dsl"));
                return true;
            });
            new Thread(sending).start();
            while (!daemon.isAnythingThere()) {
                LockSupport.parkNanos(1_000_000);
            }
            daemon.close();

            assertThatThrownBy(sending::get)
                    .hasCauseInstanceOf(NotifyException.class)
                    .hasMessageContaining("ECONNREFUSED");
        }
    }
}
