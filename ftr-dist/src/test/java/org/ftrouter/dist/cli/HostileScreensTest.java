// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers, plugins and operators say is text on screens and in the log: it moves no cursor and forges no line. */
class HostileScreensTest {
    /** A colour, a title of the window, a cleared screen, a forged line, a reversed one; as C1 control too. */
    private static final String HOSTILE =
            "a\u001b[31mb\u001b]0;title\u0007c\u009b2Jd\r\n* forged   up\u0000e\u202ef\u2028g\u2066h\b\b\b\u007fi";

    private static final String STATUS = """
            {"host": "H", "version": "2.0.0", "overall": {"usable": 1, "configured": 1},
             "kernel": {"in_sync": false, "problems": [{"backend": "H", "text": "H"}]},
             "notifications": {"spooled": 1, "channels": [{"name": "H", "undeliverable": 1, "refusal": "H"}]},
             "uplinks": [{"name": "H", "family": "IPv4", "health": "up", "role": "drained", "rtt_seconds": 0.0081,
              "loss_ratio": 0.0, "usable": true, "for_seconds": 518400, "share_ratio": 1.0,
              "reason": {"code": "PROBE_QUORUM",
               "params": {"answered": 0, "targets": 4, "required": 2, "tries": 6, "why": "H"}},
              "drained": {"since": "2026-04-29T12:00:00.5Z", "until": null, "reason": "H", "by": "H"},
              "dial": {"state": "hanging-up", "error": "H"},
              "fault": {"gateway": "SILENT", "target": "H", "text": "H"}}],
             "pins": [{"name": "H", "family": "IPv4", "state": "blocked", "via": ["H"], "carried_by": []}]}
            """;

    private static JsonObject status(String text) {
        return JsonParser.parseString(STATUS.replace("\"H\"", new com.google.gson.Gson().toJson(text)))
                .getAsJsonObject();
    }

    private static void assertOnlyText(String screen) {
        assertThat(screen.codePoints().filter(c -> c != '\n'))
                .noneMatch(c -> Character.isISOControl(c)
                        || Character.getType(c) == Character.LINE_SEPARATOR
                        || (c >= 0x202a && c <= 0x202e)
                        || (c >= 0x2066 && c <= 0x2069));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "it"})
    void theStatusScreenShowsItAsText(String language) {
        String screen = new StatusScreen(Texts.in(language), false).print(status(HOSTILE));

        assertOnlyText(screen);
        assertThat(screen).contains(" [31mb ]0;title c 2Jd", "h    i");
        assertThat(screen.lines()).noneMatch(line -> line.startsWith("* forged"));
    }

    @Test
    void theStepsOfATestShowItAsText() {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var steps = new StepScreen(new Terminal(out, out, Texts.in("en")));

        steps.begin(HOSTILE, HOSTILE);
        steps.passed(HOSTILE);

        String screen = bytes.toString(StandardCharsets.UTF_8);
        assertOnlyText(screen);
        assertThat(screen.lines()).hasSize(1);
    }

    @Test
    void sentencesShowItAsText() {
        String sentence = Texts.in("en").get("error", "text", HOSTILE);

        assertThat(sentence).contains("\n* forged").doesNotContain("\u001b", "\u009b", "\u202e", "\b", "\r");
    }

    @Test
    void theLogShowsItAsOneLineAndSoDoesATrace() {
        var line = new LogLine(LogLine.Head.PRIORITY);

        String message = line.of(Instant.now(), Level.WARN, "uplink " + HOSTILE, null);
        String trace = line.of(Instant.now(), Level.WARN, "uplink", new IllegalStateException("\u001b[31m<0>forged"));

        assertOnlyText(message);
        assertThat(message.lines()).hasSize(1);
        assertThat(message).startsWith("<4>uplink a\\u001b[31mb").contains("d\\r\\n* forged");
        assertOnlyText(trace.replace("\t", ""));
    }
}
