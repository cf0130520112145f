// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.ModelNetwork;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.cycle.verdict.Watch;
import org.ftrouter.engine.cycle.verdict.Watch.Mode;
import org.junit.jupiter.api.Test;

class PathScheduleTest {
    private static final Duration STEP = Duration.ofMillis(10);

    private final Rules rules = ModelNetwork.rules(2, Duration.ofSeconds(10));
    private final PathSchedule schedule = new PathSchedule(rules, new Random(1), Duration.ZERO, Given.START);
    private final List<Integer> asked = new ArrayList<>();
    private Moment now = Given.START;

    private static PathVerdict watched(Health health, Mode mode, Moment since, Set<Integer> muted) {
        return new PathVerdict(
                health,
                Reason.of(Reason.Code.OK),
                Given.START,
                true,
                new Watch(mode, since, muted),
                Optional.empty(),
                Optional.empty(),
                0);
    }

    private static PathVerdict steady(Integer... muted) {
        return watched(Health.UP, Mode.STEADY, Given.START, Set.of(muted));
    }

    private List<List<Integer>> run(PathVerdict verdict, Duration length) {
        var rounds = new ArrayList<List<Integer>>();
        for (Moment end = now.plus(length); now.isBefore(end); now = now.plus(STEP)) {
            List<Integer> due = schedule.due(verdict, Optional.empty(), false, now);
            asked.addAll(due);
            if (!due.isEmpty()) {
                rounds.add(due);
            }
        }
        return rounds;
    }

    @Test
    void theSteadyStateAsksOneTargetAnIntervalAndAllInTurn() {
        List<List<Integer>> rounds = run(steady(), Duration.ofSeconds(400));

        assertThat(rounds).hasSizeBetween(398, 401).allMatch(r -> r.size() == 1);
        for (int i = 0; i + 4 <= asked.size(); i += 4) {
            assertThat(asked.subList(i, i + 4)).containsExactlyInAnyOrder(0, 1, 2, 3);
        }
    }

    @Test
    void whatWasMissedInAPauseIsNeverCaughtUp() {
        run(steady(), Duration.ofSeconds(3));
        now = now.plus(Duration.ofHours(1));

        List<List<Integer>> rounds = run(steady(), Duration.ofSeconds(10));

        assertThat(rounds).hasSizeBetween(9, 11).allMatch(r -> r.size() == 1);
    }

    @Test
    void aMutedTargetIsAskedOnceInAWhile() {
        run(steady(2), Duration.ofSeconds(2500));

        // one in 8 rotations of three targets: one question in 25
        assertThat(asked.stream().filter(t -> t == 2).count()).isBetween(90L, 110L);
    }

    @Test
    void theOnlyTargetsAreAskedEvenIfAllAreMuted() {
        run(steady(0, 1, 2, 3), Duration.ofSeconds(100));

        assertThat(asked).hasSizeGreaterThan(95).contains(0, 1, 2, 3);
    }

    @Test
    void aConfirmationAsksAllTargetsInQuickSuccessionThenSlowsDown() {
        PathVerdict confirming = watched(Health.UP, Mode.CONFIRM, now, Set.of());

        assertThat(run(confirming, Duration.ofMillis(300)))
                .as("6 tries, 50 ms apart")
                .hasSize(6)
                .allMatch(r -> r.equals(List.of(0, 1, 2, 3)));
        assertThat(run(confirming, Duration.ofSeconds(3))).hasSize(3);
    }

    @Test
    void aPathThatIsDownIsAskedInWholeRounds() {
        PathVerdict down = watched(Health.DOWN, Mode.ROUNDS, now, Set.of(1));

        assertThat(run(down, Duration.ofSeconds(10))).hasSize(10).allMatch(r -> r.size() == 4);
    }

    @Test
    void nothingIsAskedWhereNothingCanBeSent() {
        assertThat(run(watched(Health.DOWN, Mode.OFF, now, Set.of()), Duration.ofSeconds(10)))
                .isEmpty();
    }

    @Test
    void aWitnessIsAskedOnceAtOnce() {
        run(steady(), Duration.ofSeconds(10));
        var suspicion = Optional.of(now);

        assertThat(schedule.due(steady(), suspicion, false, now)).hasSize(1);
        assertThat(schedule.due(steady(), suspicion, false, now.plus(STEP))).isEmpty();
    }

    @Test
    void aPathThatIsDownIsNoWitness() {
        PathVerdict down = watched(Health.DOWN, Mode.STEADY, Given.START, Set.of());
        run(down, Duration.ofSeconds(10));
        while (!schedule.due(down, Optional.empty(), false, now).isEmpty()) {
            now = now.plus(STEP);
        }

        assertThat(schedule.due(down, Optional.of(now), false, now)).isEmpty();
    }

    private Moment firstDue(Duration offset, Moment since) {
        var one = new PathSchedule(rules, new Random(7), offset, since);
        one.due(steady(), Optional.empty(), false, since);
        return one.nextDue();
    }

    @Test
    void uplinksMarchInStepWhenTheyBeganAtDifferentTimes() {
        Moment whole = Given.START.plus(Duration.ofSeconds(1));

        assertThat(firstDue(Duration.ofMillis(300), Given.START.plus(Duration.ofMillis(301))))
                .isEqualTo(whole.plus(Duration.ofMillis(300)))
                .isEqualTo(firstDue(Duration.ofMillis(300), whole.plus(Duration.ofMillis(299))));
    }

    @Test
    void whoWasAskedOutOfStepIsInStepAgainWithTheNextQuestion() {
        run(steady(), Duration.ofSeconds(10).plusMillis(300));
        Moment before = schedule.nextDue();

        assertThat(schedule.due(steady(), Optional.of(now), false, now))
                .as("a witness")
                .hasSize(1);
        assertThat(schedule.nextDue()).isEqualTo(before);
        now = now.plus(Duration.ofMillis(400));
        assertThat(schedule.due(steady(), Optional.of(now), false, now))
                .as("again, soon before")
                .hasSize(1);
        assertThat(schedule.nextDue()).isEqualTo(before.plus(Duration.ofSeconds(1)));
    }
}
