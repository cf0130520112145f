// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.junit.jupiter.api.Test;

class MessageTest {
    private static final Instant AT = Instant.parse("2026-11-22T13:00:09.412345678Z");
    private final Message message = new Message(Facility.DAEMON, "ftr", 4711, "en");

    @Test
    void aNoticeIsWrittenAsTheStandardHasIt() {
        var notice = notice("gw1", "uplink.down", Map.of("reason", "PROBE_QUORUM"), "dsl: 0 of 4 targets answered");

        String written = new String(message.write(notice, Format.RFC5424, AT, ZoneOffset.UTC), StandardCharsets.UTF_8);

        assertThat(written)
                .isEqualTo("<28>1 2026-11-22T13:00:09.412345Z gw1 ftr 4711 uplink.down"
                        + " [ftr@32473 id=\"01B\" incident=\"01A\" event=\"uplink.down\" severity=\"warning\" delayed_seconds=\"0\""
                        + " uplink=\"dsl\""
                        + " reason=\"PROBE_QUORUM\"] DOWN dsl: 0 of 4 targets answered");
    }

    @Test
    void theLocalFormIsThatOfTheCLibrary() {
        var early = notice("gw1", "uplink.down", Map.of(), "dsl: è giù");

        String written =
                new String(message.write(early, Format.RFC3164, AT, ZoneId.of("Europe/Rome")), StandardCharsets.UTF_8);

        assertThat(written).isEqualTo("<28>Nov 22 14:00:09 ftr[4711]: DOWN dsl: è giù");
    }

    @Test
    void aChangeOfTheDefaultRouteIsAsUrgentInALogAsTheUplinksReturn() {
        Notice like = notice("gw1", "routing.changed", Map.of(), "fibre");
        var changed = new Notice(
                like.id(),
                like.incident(),
                like.kind(),
                "CHANGED",
                Severity.INFO,
                AT,
                "gw1",
                Optional.empty(),
                Map.of(),
                like.texts());

        for (Format format : Format.values()) {
            assertThat(new String(message.write(changed, format, AT, ZoneOffset.UTC), StandardCharsets.UTF_8))
                    .startsWith("<29>");
        }
    }

    @Test
    void onlyATextBeyondAsciiHasAByteOrderMark() {
        assertThat(parsed(notice("gw1", "k", Map.of(), "plain")).bom()).isFalse();
        assertThat(parsed(notice("gw1", "k", Map.of(), "è giù")).bom()).isTrue();
    }

    @Test
    void headerFieldsArePrintableAsciiOfLimitedLength() {
        Parsed5424 parsed = parsed(notice("gw 1\r\n" + "è".repeat(400), "kind with spaces ".repeat(10), Map.of(), "x"));

        assertThat(parsed.host()).hasSize(255).startsWith("gw_1__");
        assertThat(parsed.messageId()).isEqualTo("kind_with_spaces_kind_with_space");
        assertThat(parsed(notice("", "", Map.of(), "x")).host()).isEqualTo("-");
        assertThat(parsed(notice("", "", Map.of(), "x")).messageId()).isEqualTo("-");
    }

    @Test
    void structuredDataComesBackAsItWas() {
        var fields = Map.of("odd", "a\"b\\c]d[e=f \uD83D\uDE00è", "bad name=\"]", "v");

        Parsed5424 parsed = parsed(notice("gw1", "uplink.down", fields, "x"));

        assertThat(parsed.elementId()).isEqualTo("ftr@32473");
        assertThat(parsed.parameters())
                .containsEntry("odd", "a\"b\\c]d[e=f \uD83D\uDE00è")
                .containsEntry("bad_name___", "v")
                .containsEntry("uplink", "dsl");
    }

    @Test
    void aFieldCannotReplaceWhatTheNoticeIs() {
        assertThat(parsed(notice("gw1", "uplink.down", Map.of("uplink", "fibre"), "x"))
                        .parameters())
                .containsEntry("uplink", "dsl");
    }

    @Test
    void anyNoticeIsOneLineOfAtMost2048OctetsThatParses() {
        var random = new Random(5424);
        for (int round = 0; round < 500; round++) {
            var fields = new LinkedHashMap<String, String>();
            for (int i = random.nextInt(30); i > 0; i--) {
                fields.put(noise(random, 40), noise(random, 300));
            }
            var notice = notice(noise(random, 300), noise(random, 40), fields, noise(random, 1500));

            for (Format format : Format.values()) {
                byte[] octets = message.write(notice, format, AT, ZoneOffset.UTC);
                assertThat(octets).hasSizeLessThanOrEqualTo(2048);
                assertThat(new String(octets, StandardCharsets.UTF_8)
                                .codePoints()
                                .filter(Character::isISOControl))
                        .isEmpty();
            }
            Parsed5424 parsed = parsed(notice);
            assertThat(parsed.parameters()).containsEntry("id", "01B").containsEntry("uplink", "dsl");
            assertThat(parsed.text()).startsWith("DOWN");
        }
    }

    @Test
    void aLongTextIsCutWhereACodePointEnds() {
        for (int shift = 0; shift < 4; shift++) {
            Parsed5424 parsed = parsed(notice("gw1", "k", Map.of(), "x".repeat(shift) + "\uD83D\uDE00".repeat(1000)));

            assertThat(parsed.text()).doesNotContain("\ufffd").endsWith("\uD83D\uDE00");
        }
    }

    private Parsed5424 parsed(Notice notice) {
        return Parsed5424.of(message.write(notice, Format.RFC5424, AT, ZoneOffset.UTC));
    }

    private static String noise(Random random, int most) {
        int[] some = {
            'a', ' ', '"', '\\', ']', '[', '=', '\r', '\n', 0, 27, 0x7f, 0x85, 0x2028, 0x202e, 0xe8, 0x760d, 0x760a,
            0x1f600, 0xd800, 0xdc00, 0xfeff
        };
        return random.ints(random.nextInt(most), 0, some.length)
                .map(i -> some[i])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static Notice notice(String host, String kind, Map<String, String> fields, String title) {
        return new Notice(
                "01B",
                "01A",
                kind,
                "DOWN",
                Severity.WARNING,
                AT,
                host,
                Optional.of("dsl"),
                fields,
                Map.of("en", new Notice.Text(title, "body")));
    }
}
