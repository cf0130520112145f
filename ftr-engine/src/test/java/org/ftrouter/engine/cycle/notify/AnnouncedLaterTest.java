// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told later or otherwise: flapping, over a restart, and while the fault is searched. */
class AnnouncedLaterTest extends TwoLines {
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

    private Incidents incidents(Path folder) {
        return new Incidents(folder, Runnable::run);
    }

    private Announcer announcer(Incidents incidents, Instant at) {
        return new Announcer(writer, () -> at, sent::add, AnnouncerRules.DEFAULT, incidents, Findings.NONE);
    }

    @Test
    void aRestartAmidAnOutageTellsNothingTwiceAndItsEndOnce(@TempDir Path temp) {
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
    void whatCameBackDuringARestartIsToldWithTheWholeTime(@TempDir Path temp) {
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
        private Optional<Finding> found = Optional.empty();

        @Override
        public boolean expects(PathId id, PathVerdict verdict) {
            return verdict.health() == Health.DOWN;
        }

        @Override
        public Optional<Finding> of(PathId id) {
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

        search.found = Optional.of(new Finding(true, "arp:", ""));
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
