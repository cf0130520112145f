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
        var next = new Announcer(writer, () -> WALL, sent::add, AnnouncerRules.DEFAULT, Findings.NONE, announcer);

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
                .containsEntry("routing", B.name())
                .containsEntry("usable", "1")
                .containsEntry("configured", "2");
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
                    "uplink.flapping",
                    "uplink.stable",
                    "notify.undeliverable",
                    "notify.gap",
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

    private void flap(int changes) {
        turn(Health.UP, Health.UP);
        for (int i = 0; i < changes; i++) {
            turn(i % 2 == 0 ? Health.DOWN : Health.UP, Health.UP);
        }
    }

    private List<String> forPeople() {
        return sent.stream()
                .filter(n -> !n.fields().containsKey(Announcer.DAMPED))
                .map(n -> n.line("en"))
                .toList();
    }

    @Test
    void flappingIsOneMessageThenASummaryEachHalfHourThenOneMore() {
        flap(40); // fifty minutes
        for (int i = 0; i < 10; i++) {
            turn(Health.UP, Health.UP);
        }

        assertThat(forPeople())
                .containsExactly(
                        "DOWN adsl: 0 of 4 targets answered, 2 needed",
                        "UP adsl: back after 2 min 30 s",
                        "DOWN adsl: 0 of 4 targets answered, 2 needed",
                        "FLAPPING adsl: comes and goes, 2 failures in 3 min 45 s",
                        "FLAPPING adsl: comes and goes, 14 failures in 33 min 45 s",
                        "STABLE adsl: quiet again after 48 min 45 s and 20 failures, now up");
        assertThat(sent).hasSize(40 + 3);
        List<Notice> flaps = sent.stream()
                .filter(n -> n.uplink().isPresent() && n.kind().matches(".*(flapping|stable)"))
                .toList();
        assertThat(flaps).extracting(Notice::incident).containsOnly(flaps.get(0).id());
        assertThat(flaps.get(1).fields()).containsEntry("failures", "14").containsEntry("lasted", "2025");
    }

    @Test
    void allDownIsToldHoweverMuchALineFlaps() {
        flap(8);
        turn(Health.DOWN, Health.DOWN);
        turn(Health.UP, Health.DOWN);

        assertThat(forPeople()).anyMatch(l -> l.startsWith("ALL-DOWN")).anyMatch(l -> l.startsWith("RESTORED"));
    }

    private Incidents incidents(java.nio.file.Path folder) {
        return new Incidents(folder, Runnable::run);
    }

    private Announcer announcer(Incidents incidents, java.time.Instant at) {
        return new Announcer(writer, () -> at, sent::add, AnnouncerRules.DEFAULT, incidents, Findings.NONE);
    }

    @Test
    void aRestartAmidAnOutageTellsNothingTwiceAndItsEndOnce(@org.junit.jupiter.api.io.TempDir java.nio.file.Path temp) {
        Announcer before = announcer(incidents(temp), WALL);
        turn(before, Health.UP, Health.DOWN);
        turn(before, Health.DOWN, Health.DOWN);
        assertThat(words()).containsExactly("DOWN b", "DOWN a", "ALL-DOWN");
        List<Notice> told = List.copyOf(sent);
        sent.clear();

        Incidents kept = incidents(temp);
        assertThat(kept.open())
                .extracting(Notice::id)
                .containsExactlyInAnyOrderElementsOf(
                        told.stream().map(Notice::id).toList());
        Announcer after = announcer(kept, WALL.plusSeconds(3720));
        turn(after, Health.UNKNOWN, Health.UNKNOWN);
        turn(after, Health.DOWN, Health.DOWN);
        assertThat(sent).isEmpty();
        turn(after, Health.UP, Health.DOWN);
        turn(after, Health.UP, Health.DOWN);

        assertThat(words()).containsExactly("UP a", "RESTORED");
        assertThat(sent.get(0).incident()).isEqualTo(told.get(1).id());
        assertThat(sent.get(1).incident()).isEqualTo(told.get(2).id());
        assertThat(incidents(temp).open())
                .extracting(Notice::id)
                .containsExactly(told.get(0).id());
    }

    @Test
    void whatCameBackDuringARestartIsToldWithTheWholeTime(@org.junit.jupiter.api.io.TempDir java.nio.file.Path temp) {
        turn(announcer(incidents(temp), WALL), Health.DOWN, Health.UP);

        Announcer after = announcer(incidents(temp), WALL.plusSeconds(3720));
        turn(after, Health.UNKNOWN, Health.UNKNOWN);
        turn(after, Health.UP, Health.UP);

        assertThat(sent).hasSize(2);
        assertThat(sent.get(1).line("en")).isEqualTo("UP adsl: back after 1 h 2 min");
        assertThat(incidents(temp).open()).isEmpty();
    }

    /** A search for the side of the gateway that ends when the test wants it. */
    private static final class Search implements Findings {
        private java.util.Optional<Finding> found = java.util.Optional.empty();

        @Override
        public boolean expects(PathId id, PathVerdict verdict) {
            return verdict.health() == Health.DOWN;
        }

        @Override
        public java.util.Optional<Finding> of(PathId id) {
            return found;
        }
    }

    @Test
    void theSideOfTheGatewayIsWaitedForAndStandsInTheMessage() {
        var search = new Search();
        var seeking = new Announcer(writer, () -> WALL, sent::add, AnnouncerRules.DEFAULT, Incidents.none(), search);
        turn(seeking, Health.UP, Health.UP);
        turn(seeking, Health.DOWN, Health.UP);
        assertThat(sent).isEmpty();

        search.found = java.util.Optional.of(new Finding(true, "arp:", ""));
        turn(seeking, Health.DOWN, Health.UP);

        assertThat(words()).containsExactly("DOWN a");
        assertThat(sent.get(0).fields()).containsEntry("gateway", "answers");
        assertThat(sent.get(0).text("en").body().replaceAll("\\s+", " "))
                .contains("arp: answers, so the fault lies beyond the gateway.");
        assertThat(sent.get(0).text("it").body().replaceAll("\\s+", " "))
                .contains("arp: risponde, quindi il guasto è oltre il gateway.");
    }

    @Test
    void aSearchThatFindsNothingDelaysForThreeSecondsAndKeepsTheOrder() {
        var seeking =
                new Announcer(writer, () -> WALL, sent::add, AnnouncerRules.DEFAULT, Incidents.none(), new Search());
        turn(seeking, Health.UP, Health.DOWN);
        now = now.plus(Duration.ofSeconds(-73));
        turn(seeking, Health.DOWN, Health.DOWN);
        now = now.plus(Duration.ofSeconds(-73));
        turn(seeking, Health.UP, Health.DOWN);
        assertThat(words()).containsExactly("DOWN b");

        turn(seeking, Health.UP, Health.DOWN);

        assertThat(words()).containsExactly("DOWN b", "DOWN a", "ALL-DOWN", "UP a", "RESTORED");
        assertThat(sent.get(3).incident()).isEqualTo(sent.get(1).id());
        assertThat(sent.get(0).fields()).doesNotContainKey("gateway");
    }
}
