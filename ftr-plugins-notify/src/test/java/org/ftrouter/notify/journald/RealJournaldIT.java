// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.journald;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.notify.HostileTexts;
import org.ftrouter.notify.Late;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A systemd-journald of our own, in a mount namespace with its own {@code /run}: what it stores is what we sent. */
class RealJournaldIT {
    private static final Path JOURNALD = Path.of("/lib/systemd/systemd-journald");

    @TempDir
    Path folder;

    private Process journald;

    @BeforeEach
    void start() throws Exception {
        Path log = folder.resolve("journald.log");
        journald = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal /run/log/journal && exec "
                                + JOURNALD)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!Files.exists(socket())) {
            assertThat(journald.isAlive() && System.nanoTime() < end)
                    .as(() -> "journald: " + log)
                    .isTrue();
            Thread.sleep(20);
        }
    }

    @AfterEach
    void stop() throws Exception {
        journald.destroy();
        journald.waitFor();
    }

    private Path root() {
        return Path.of("/proc/" + journald.pid() + "/root");
    }

    private Path socket() {
        return root().resolve("run/systemd/journal/socket");
    }

    @Test
    void whatIsStoredIsWhatWasSent() throws Exception {
        var fields = new LinkedHashMap<String, String>();
        fields.put("interface", "ppp0");
        fields.put("forged", "a\nPRIORITY=0\n\nMESSAGE=forged\n");
        var notice = new Notice(
                "01REAL",
                "01REAL",
                "uplink.down",
                "DOWN",
                Severity.WARNING,
                Instant.now(),
                "gw1",
                Optional.of("d\u00e8l=\"1\""),
                fields,
                Map.of("en", new Notice.Text("d\u00e8l: 0 of 4\r\n\u001b[31m", "body\n")));
        try (Notifier notifier = JournaldContractTest.notifier(socket())) {
            notifier.send(notice);
        }

        JsonObject entry = stored("FTR_EVENT_ID=01REAL");
        assertThat(text(entry, "MESSAGE")).isEqualTo("DOWN d\u00e8l: 0 of 4   [31m");
        assertThat(text(entry, "PRIORITY")).isEqualTo("4");
        assertThat(text(entry, "MESSAGE_ID")).isEqualTo("0699b4c4aab7485ca38d30173361845e");
        assertThat(text(entry, "FTR_UPLINK")).isEqualTo("d\u00e8l=\"1\"");
        assertThat(text(entry, "FTR_FORGED")).isEqualTo("a\nPRIORITY=0\n\nMESSAGE=forged\n");
        assertThat(text(entry, "_COMM")).isNotEmpty();
    }

    @Test
    void aLateNoticeBearsTheTimeOfItsEventAndSaysHowLateItIs() throws Exception {
        var late = new Late();
        try (Notifier notifier = JournaldContractTest.notifier(socket())) {
            notifier.send(late.notice());
        }

        JsonObject entry = stored("FTR_EVENT_ID=01LATE");
        late.assertUnderstood(text(entry, "FTR_TIME"), text(entry, "FTR_DELAYED_SECONDS"));
        assertThat(text(entry, "MESSAGE")).isEqualTo("DOWN dsl: 0 of 4 " + late.said());
    }

    @Test
    void hostileNamesAndTextsAreExactlyTheFieldsThatJournalctlReads() throws Exception {
        try (Notifier notifier = JournaldContractTest.notifier(socket())) {
            for (int i = 0; i < HostileTexts.ALL.size(); i++) {
                notifier.send(HostileTexts.notice(i));

                JsonObject entry = stored("FTR_EVENT_ID=01H" + i); // one by one: its socket holds only a few
                String meant = HostileTexts.written(HostileTexts.ALL.get(i));
                assertThat(text(entry, "FTR_UPLINK")).isEqualTo(meant);
                assertThat(text(entry, "FTR_REASON")).isEqualTo(meant);
                assertThat(text(entry, "FTR_EVENT")).isEqualTo("uplink.down");
                assertThat(text(entry, "PRIORITY")).isEqualTo("4");
                assertThat(text(entry, "MESSAGE")).startsWith("DOWN ").doesNotContain("\n", "\r", "\u001b");
            }
        }
    }

    /** Waits until journald has written the entry, and reads it with systemd's own reader. */
    private JsonObject stored(String match) throws Exception {
        Path journal = root().resolve("run/log/journal");
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            String lines = output("journalctl", "--directory=" + journal, "--output=json", "--all", match);
            if (!lines.isBlank() && lines.startsWith("{")) {
                assertThat(lines.strip().lines()).hasSize(1);
                return JsonParser.parseString(lines).getAsJsonObject();
            }
            assertThat(System.nanoTime()).as(lines).isLessThan(end);
            Thread.sleep(50);
        }
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** Text, or the array of bytes that journalctl writes for what a terminal would not show. */
    private static String text(JsonObject entry, String field) {
        JsonElement value = entry.get(field);
        if (value instanceof JsonArray bytes) {
            var octets = new ByteArrayOutputStream();
            bytes.forEach(b -> octets.write(b.getAsInt()));
            return octets.toString(StandardCharsets.UTF_8);
        }
        return value.getAsString();
    }
}
