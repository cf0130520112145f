// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Watch;
import org.ftrouter.engine.text.Languages;
import org.ftrouter.engine.text.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read. */
class AnnouncedTextsTest extends TwoLines {
    @Test
    void longSentencesAreWrappedFlush() {
        var east = new Announcer(
                new NoticeWriter("gw1", "2.0", "en", List.of(A, B), ZoneId.of("+05:45")), () -> WALL, sent::add);
        turn(east, Health.UP, Health.UP);
        turn(east, Health.UP, Health.DOWN);
        turn(east, Health.DOWN, Health.DOWN);

        assertThat(sent).hasSize(3);
        assertThat(sent.get(2).text("it").body()).contains("per\nIPv4.");
        for (Notice notice : sent) {
            for (String language : List.of("en", "it")) {
                assertThat(notice.text(language).body().lines())
                        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(72))
                        .noneMatch(line -> line.matches(" \\S.*"));
            }
        }
    }

    @Test
    void titlesAreTranslatedAndWordsAreNot() {
        turn(Health.DOWN, Health.UP);

        assertThat(sent.get(0).line("en")).isEqualTo("DOWN adsl: 0 of 4 targets answered, 2 needed");
        assertThat(sent.get(0).line("it")).isEqualTo("DOWN adsl: 0 bersagli su 4 hanno risposto, ne servono 2");
    }

    @Test
    void whatTargetsSaidIsExplainedAndAFieldButNotPartOfTheTitle() {
        var numbers =
                Map.<String, Object>of("answered", 0, "targets", 1, "required", 1, Reason.SAID, "http://a/ sent 302");
        PathVerdict down =
                Given.verdict(Health.DOWN, new Reason(Reason.Code.PROBE_QUORUM, numbers), Watch.Mode.ROUNDS, 1);

        turn(announcer, Given.verdicts(Map.of("adsl", down, B.name(), Given.verdict(Health.UP))));

        Notice notice = sent.get(0);
        assertThat(notice.line("en")).isEqualTo("DOWN adsl: 0 of 1 targets answered, 1 needed");
        assertThat(notice.fields()).containsEntry("said", "http://a/ sent 302");
        assertThat(notice.text("en").body())
                .contains("Why       0 of 1 targets answered, 1 needed: http://a/ sent 302.");
        assertThat(notice.text("it").body()).containsPattern("ne\\s+serve\\s+1:\\s+http://a/\\s+sent\\s+302");
    }

    /** The whole text of every event, as people get it. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "it"})
    void bodiesReadAsTheyShouldIn(String language) throws IOException {
        turn(Health.UP, Health.DOWN);
        turn(Health.DOWN, Health.DOWN);
        turn(Health.UP, Health.DOWN);

        var text = new StringBuilder();
        for (Notice notice : sent) {
            text.append("== ").append(notice.line(language)).append('\n');
            text.append(notice.text(language).body().replace(notice.id(), "0".repeat(26)));
        }
        for (Notice notice : sent) {
            assertThat(notice.text(language).body().lines()).allMatch(line -> line.length() <= 72);
            assertThat(notice.text(language).title()).doesNotContain("\n");
        }
        assertThat(text.toString()).isEqualTo(golden("bodies_" + language + ".txt"));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(AnnouncedTextsTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void everyKindHasItsTextsInEveryLanguage() {
        for (String language : Languages.SUPPORTED) {
            var messages = Messages.of(language);
            for (String kind : List.of(
                    "uplink.down",
                    "uplink.up",
                    "uplink.degraded",
                    "uplink.recovered",
                    "uplink.flapping",
                    "uplink.stable",
                    "notify.undeliverable",
                    "notify.gap",
                    "plugin.quarantined",
                    "plugin.refused",
                    "routing.all-down",
                    "routing.restored")) {
                for (String part : List.of("title", "lead", "why", "more")) {
                    assertThat(messages.has("event." + kind + "." + part))
                            .as(kind + " " + part + " " + language)
                            .isTrue();
                }
            }
        }
        assertThat(Map.of("routing.all-down", "ALL-DOWN", "notify.test", "TEST"))
                .allSatisfy((kind, word) -> assertThat(NoticeWriter.word(kind)).isEqualTo(word));
    }
}
