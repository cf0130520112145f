// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.journald;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.testkit.NotifierContract;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.notify.UnixReceiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournaldContractTest extends NotifierContract {
    @TempDir
    Path folder;

    private UnixReceiver journald;

    @BeforeEach
    void open() {
        journald = new UnixReceiver(folder.resolve("socket"));
    }

    @AfterEach
    void close() {
        journald.close();
    }

    static Notifier notifier(Path socket) {
        return new JournaldNotifierFactory()
                .create(TestSettings.of("socket", socket.toString()), new TestContext(Path.of("unused")));
    }

    @Override
    protected Notifier working() {
        return notifier(folder.resolve("socket"));
    }

    @Override
    protected Notifier unreachable() {
        return notifier(folder.resolve("nobody"));
    }

    @Override
    protected Optional<Notifier> stuck() {
        return Optional.empty();
    }

    @Override
    protected String secret() {
        return "";
    }

    private List<Map<String, String>> entries() {
        var all = new ArrayList<Map<String, String>>();
        for (Optional<byte[]> next = journald.next(); next.isPresent(); next = journald.next()) {
            all.add(NativeProtocol.parse(next.get()));
        }
        return all;
    }

    @Override
    protected List<Delivery> delivered() {
        return entries().stream()
                .map(e -> new Delivery(e.get("FTR_EVENT_ID"), e.get("FTR_EVENT"), e.get("MESSAGE")))
                .toList();
    }

    @Test
    void valuesWithNewlinesAreFramedByTheirLengthAndForgeNoField() throws Exception {
        try (Notifier notifier = working()) {
            notifier.send(notice("01A", "uplink.down", "DOWN", "dsl: 0 of 4\nPRIORITY=0"));
        }

        Map<String, String> entry = entries().get(0);
        assertThat(entry)
                .containsEntry("MESSAGE", "DOWN dsl: 0 of 4 PRIORITY=0")
                .containsEntry("MESSAGE_ID", "0699b4c4aab7485ca38d30173361845e")
                .containsEntry("PRIORITY", "4")
                .containsEntry("SYSLOG_IDENTIFIER", "ftr")
                .containsEntry("FTR_UPLINK", "dsl")
                .containsEntry("FTR_REASON", "PROBE_QUORUM")
                .containsEntry("FTR_ODD___NAME__", "odd \"value\" \\ ] \r\n \u0000 \u00e8");
    }

    @Test
    void failuresOfPluginsAndChannelsCanBeFoundByTheirIds() throws Exception {
        try (Notifier notifier = working()) {
            notifier.send(notice("01A", "plugin.quarantined", "PLUGIN", "spoon"));
            notifier.send(notice("01B", "notify.undeliverable", "UNDELIVERABLE", "mail"));
        }

        assertThat(entries())
                .extracting(entry -> entry.get("MESSAGE_ID"))
                .containsExactly("108f410656af4cfb8ccbac9e190db212", "c1e0e3c890ed41c78a2ad4a81fc48770");
    }

    @Test
    void aRestartedJournaldIsFoundAgain() throws Exception {
        try (Notifier notifier = working()) {
            journald.close();
            Files.delete(folder.resolve("socket"));
            assertThatThrownBy(() -> notifier.send(notice("01A", "uplink.down", "DOWN", "dsl")))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageContaining("journald at " + folder.resolve("socket"));

            journald = new UnixReceiver(folder.resolve("socket"));
            notifier.send(notice("01A", "uplink.down", "DOWN", "dsl"));
        }

        assertThat(delivered()).extracting(Delivery::id).containsExactly("01A");
    }
}
