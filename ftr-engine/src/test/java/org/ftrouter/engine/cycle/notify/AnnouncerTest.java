// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.plan.Planned;
import org.ftrouter.engine.cycle.plan.Planner;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncerTest {
    private static final Instant WALL = Instant.parse("2026-03-04T13:00:09Z");
    private static final Uplink A = Given.v4("adsl", 1, 1);
    private static final Uplink B = Given.v4("backbone-of-the-whole-house-x1", 3, 1);

    private final List<Notice> sent = new ArrayList<>();
    private final NoticeWriter writer = new NoticeWriter("gw1", "2.0", "en", List.of(A, B), ZoneId.of("Europe/Rome"));
    private final Announcer announcer = new Announcer(writer, () -> WALL, sent::add);
    private List<PathId> last = List.of();
    private Moment now = Given.START;

    private void turn(Announcer to, Health a, Health b) {
        var verdicts = new LinkedHashMap<String, PathVerdict>();
        verdicts.put("adsl", Given.verdict(a));
        verdicts.put(B.name(), Given.verdict(b));
        turn(to, Given.verdicts(verdicts));
    }

    private void turn(Announcer to, Verdicts all) {
        Planned planned = new Planner(
                        TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), List.of(A, B), AllDown.KEEP)
                .plan(all, Given.paths(List.of(A, B)), last);
        last = planned.members(org.ftrouter.api.Family.IPV4);
        to.announce(all, planned, now);
        now = now.plus(Duration.ofSeconds(75));
    }

    /** A turn in which the first uplink is what it is since then. */
    private void turnAt(Health a, Moment since) {
        PathVerdict usual = Given.verdict(a);
        Reason reason = a == Health.DEGRADED
                ? new Reason(Reason.Code.LOSS_HIGH, Map.of("loss", 12.5, "limit", 10.0, "window", 60))
                : usual.reason();
        var verdicts = new LinkedHashMap<String, PathVerdict>();
        verdicts.put(
                "adsl",
                new PathVerdict(
                        a,
                        reason,
                        since,
                        usual.answering(),
                        usual.watch(),
                        usual.roundTrip(),
                        usual.jitter(),
                        usual.loss()));
        verdicts.put(B.name(), Given.verdict(Health.UP));
        turn(announcer, Given.verdicts(verdicts));
    }

    private void turn(Health a, Health b) {
        turn(announcer, a, b);
    }

    private List<String> words() {
        return sent.stream()
                .map(n -> n.word() + n.uplink().map(u -> " " + u.charAt(0)).orElse(""))
                .toList();
    }

    @Test
    void whatIsUpFromTheStartIsNoNews() {
        turn(Health.UNKNOWN, Health.UNKNOWN);
        turn(Health.UP, Health.UP);

        assertThat(sent).isEmpty();
    }

    @Test
    void whatIsDownFromTheStartIsTold() {
        turn(Health.DOWN, Health.UP);

        assertThat(words()).containsExactly("DOWN a");
    }

    @Test
    void whatStaysIsToldOnce() {
        turn(Health.DOWN, Health.UP);
        turn(Health.DOWN, Health.UP);

        assertThat(words()).containsExactly("DOWN a");
    }

    @Test
    void downAndUpAreOneIncidentAndTheNextDownIsAnother() {
        turn(Health.UP, Health.UP);
        turn(Health.DOWN, Health.UP);
        turn(Health.UP, Health.UP);
        turn(Health.DOWN, Health.UP);

        assertThat(words()).containsExactly("DOWN a", "UP a", "DOWN a");
        assertThat(sent.get(0).incident()).isEqualTo(sent.get(0).id());
        assertThat(sent.get(1).incident()).isEqualTo(sent.get(0).id());
        assertThat(sent.get(1).id()).isNotEqualTo(sent.get(0).id());
        assertThat(sent.get(2).incident()).isEqualTo(sent.get(2).id());
    }

    @Test
    void aLineThatComesBackByWayOfAnotherHealthIsToldToo() {
        turn(Health.DOWN, Health.UP);
        turnAt(Health.DEGRADED, now);
        turn(Health.UP, Health.UP);

        assertThat(words()).containsExactly("DOWN a", "UP a");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "told once after two minutes and again when over, DDDU, DEGRADED a-RECOVERED a",
        "not told if it is over before,                   DUDU, ''",
        "down at once ends it without a word of its own,  DDDXU, DEGRADED a-DOWN a-UP a",
        "down before it is told,                          DXU,  DOWN a-UP a",
    })
    void degraded(String claim, String states, String words) {
        turn(Health.UP, Health.UP);
        Moment since = now;
        char before = 'U';
        for (int i = 0; i < states.length(); i++) {
            char state = states.charAt(i);
            since = state == before ? since : now;
            before = state;
            turnAt(state == 'D' ? Health.DEGRADED : state == 'X' ? Health.DOWN : Health.UP, since);
        }

        assertThat(String.join("-", words())).as(claim).isEqualTo(words);
    }

    @Test
    void degradedSaysHowBadItIsAndFromWhereOnItCounts() {
        turn(Health.UP, Health.UP);
        turn(Health.UP, Health.UP);
        turnAt(Health.DEGRADED, Given.START);

        assertThat(sent.get(0).line("en")).isEqualTo("DEGRADED adsl: loss 12.5 % over 60 s, limit 10.0 %");
        assertThat(sent.get(0).line("it")).isEqualTo("DEGRADED adsl: perdita 12.5 % in 60 s, limite 10.0 %");
        assertThat(sent.get(0).fields())
                .containsEntry("reason", "LOSS_HIGH")
                .containsEntry("loss", "12.5")
                .containsEntry("limit", "10.0")
                .containsEntry("window", "60");
        assertThat(sent.get(0).severity()).isEqualTo(Severity.NOTICE);
    }

    @Test
    void theLastOneDownIsACriticalIncidentOfItsOwn() {
        turn(Health.UP, Health.DOWN);
        turn(Health.DOWN, Health.DOWN);
        turn(Health.UP, Health.DOWN);

        assertThat(words()).containsExactly("DOWN b", "DOWN a", "ALL-DOWN", "UP a", "RESTORED");
        assertThat(sent.get(2).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(sent.get(2).incident()).isEqualTo(sent.get(2).id());
        assertThat(sent.get(4).incident()).isEqualTo(sent.get(2).id());
    }

    @Test
    void underANewConfigurationWhatWasToldStaysTold() {
        turn(Health.DOWN, Health.DOWN);
        sent.clear();
        var next = new Announcer(writer, () -> WALL, sent::add, Map.of(), announcer);

        turn(next, Health.DOWN, Health.DOWN);
        assertThat(sent).isEmpty();
        turn(next, Health.UP, Health.DOWN);

        assertThat(words()).containsExactly("UP a", "RESTORED");
        assertThat(sent).allSatisfy(n -> assertThat(n.incident()).isNotEqualTo(n.id()));
    }

    @Test
    void machinesReadTheSameThingInFields() {
        turn(Health.DOWN, Health.UP);

        assertThat(sent.get(0).kind()).isEqualTo("uplink.down");
        assertThat(sent.get(0).at()).isEqualTo(WALL);
        assertThat(sent.get(0).host()).isEqualTo("gw1");
        assertThat(sent.get(0).fields())
                .containsEntry("interface", "wan1")
                .containsEntry("family", "IPv4")
                .containsEntry("health", "down")
                .containsEntry("reason", "PROBE_QUORUM")
                .containsEntry("answered", "0")
                .containsEntry("routing", B.name());
    }

    @Test
    void titlesAreTranslatedAndWordsAreNot() {
        turn(Health.DOWN, Health.UP);

        assertThat(sent.get(0).line("en")).isEqualTo("DOWN adsl: 0 of 4 targets answered, 2 needed");
        assertThat(sent.get(0).line("it")).isEqualTo("DOWN adsl: 0 bersagli su 4 hanno risposto, ne servono 2");
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
        try (InputStream in = Objects.requireNonNull(AnnouncerTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void everyKindHasItsTextsInEveryLanguage() {
        for (String language : org.ftrouter.engine.text.Languages.SUPPORTED) {
            var messages = org.ftrouter.engine.text.Messages.of(language);
            for (String kind : List.of(
                    "uplink.down",
                    "uplink.up",
                    "uplink.degraded",
                    "uplink.recovered",
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
