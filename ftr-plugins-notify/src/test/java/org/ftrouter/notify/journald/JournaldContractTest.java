// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.journald;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.testkit.NotifierContract;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.notify.UnixReceiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private static Notice notice(String kind, Severity severity, Map<String, String> details) {
        return new Notice(
                "01JB",
                "01JA",
                kind,
                "WORD",
                severity,
                Instant.EPOCH,
                "gw1",
                Optional.of("dsl"),
                details,
                Map.of("en", new Notice.Text("title", "body")));
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

    /** The catalogue and people's filters know these ids: they stay as they are for ever. */
    @ParameterizedTest
    @CsvSource({
        "uplink.down,            WARNING,  0699b4c4aab7485ca38d30173361845e, 4",
        "uplink.up,              NOTICE,   09a74d54956b44a7abbf0ec2d338d7bc, 5",
        "uplink.degraded,        NOTICE,   447b3f41ab314e89815656d754e79fc1, 5",
        "uplink.flapping,        WARNING,  a4fdb717d23947d691fa41591c45ccfd, 4",
        "routing.all-down,       CRITICAL, 973851b8d4174e3f8e33d39749dd6aa4, 2",
        "routing.restored,       WARNING,  527e504d97f04ca8b68616fe4764c08d, 4",
        "routing.changed,        INFO,     cbd464011b4547d98ffa845351c89aa2, 5",
        "routing.drift-repaired, NOTICE,   90cf955a82634877b8f35ba532bda658, 5",
        "config.loaded,          INFO,     eab9d7649387439eb49ec325333726de, 6",
        "config.rejected,        WARNING,  ccdb8db811c4475d8e6d098b0ddd4c61, 4",
        "config.rolled-back,     WARNING,  cea895d158964d29a6c0b3e218369cf2, 4",
        "notify.undeliverable,   WARNING,  c1e0e3c890ed41c78a2ad4a81fc48770, 4",
        "plugin.quarantined,     WARNING,  108f410656af4cfb8ccbac9e190db212, 4",
        "plugin.started,         INFO,     5130bf1c37954aefbdbaf5086f2b08a8, 6",
        "future.kind,           ERROR,    , 3" // none of ours: no id
    })
    void anEventIsFoundByItsIdAndShownByItsPriority(String kind, Severity severity, String messageId, String priority)
            throws Exception {
        Notice notice = notice(kind, severity, Map.of());
        try (Notifier notifier = working()) {
            notifier.send(notice);
        }

        Map<String, String> entry = entries().get(0);
        assertThat(entry.get("MESSAGE_ID")).isEqualTo(messageId);
        assertThat(entry)
                .containsEntry("PRIORITY", priority)
                .containsEntry("FTR_EVENT", kind)
                .containsEntry("FTR_EVENT_ID", "01JB")
                .containsEntry("FTR_INCIDENT_ID", "01JA");
    }

    @Test
    void eachDetailOfAnEventIsAFieldOfItsName() throws Exception {
        var details = new LinkedHashMap<String, String>();
        for (String detail : List.of(
                "interface",
                "tier",
                "health",
                "previous_health",
                "role",
                "reason",
                "answered",
                "targets",
                "loss_ratio",
                "rtt_seconds",
                "duration_seconds",
                "config_file",
                "config_line")) {
            details.put(detail, "the " + detail);
        }
        try (Notifier notifier = working()) {
            notifier.send(notice("uplink.down", Severity.WARNING, details));
        }

        assertThat(entries().get(0))
                .containsEntry("SYSLOG_IDENTIFIER", "ftr")
                .containsEntry("FTR_UPLINK", "dsl")
                .containsEntry("FTR_INTERFACE", "the interface")
                .containsEntry("FTR_TIER", "the tier")
                .containsEntry("FTR_HEALTH", "the health")
                .containsEntry("FTR_PREVIOUS_HEALTH", "the previous_health")
                .containsEntry("FTR_ROLE", "the role")
                .containsEntry("FTR_REASON", "the reason")
                .containsEntry("FTR_ANSWERED", "the answered")
                .containsEntry("FTR_TARGETS", "the targets")
                .containsEntry("FTR_LOSS_RATIO", "the loss_ratio")
                .containsEntry("FTR_RTT_SECONDS", "the rtt_seconds")
                .containsEntry("FTR_DURATION_SECONDS", "the duration_seconds")
                .containsEntry("FTR_CONFIG_FILE", "the config_file")
                .containsEntry("FTR_CONFIG_LINE", "the config_line");
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
