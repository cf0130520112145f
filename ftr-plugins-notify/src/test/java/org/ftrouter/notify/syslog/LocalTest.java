// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
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
    void aDaemonThatReadsNothingIsAnErrorAndNoHang() {
        try (Notifier notifier = working()) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            notifier.send(notice("01A", "uplink.down", "DOWN", "dsl"));
                        }
                    })
                    .isInstanceOf(NotifyException.class)
                    .hasMessageContaining("EAGAIN");
        }
    }
}
