// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.config.Leaving;
import org.ftrouter.engine.config.OnDown;
import org.ftrouter.engine.config.OnReturn;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.ftrouter.engine.cycle.verdict.Watch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitsTest {
    private static final List<Uplink> UPLINKS = List.of(Given.v4("a", 1, 1), Given.v4("b", 1, 1), Given.v4("c", 1, 2));

    /** The steps out of uplink a, so many seconds after it went down. */
    private static List<Exit.Step> steps(OnDown.Action action, Health a, Health b, Health c, int seconds) {
        var byName = new LinkedHashMap<String, PathVerdict>();
        byName.put("a", Given.verdict(a));
        byName.put("b", Given.verdict(b));
        byName.put("c", Given.verdict(c));
        Verdicts verdicts = Given.verdicts(byName);
        List<PathId> last = List.of(Given.id("a"), Given.id("b"));
        Planned planned = new Planner(TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), UPLINKS, AllDown.KEEP)
                .plan(verdicts, Given.paths(UPLINKS), last);
        var onDown = new OnDown(action, Duration.ofSeconds(20));
        var leaving = new Leaving(onDown, new OnReturn(OnReturn.Action.KEEP, Duration.ZERO));
        var exits = new Exits(Map.of("a", leaving, "b", leaving, "c", leaving));
        return exits.of(verdicts, planned, Given.START.plus(Duration.ofSeconds(seconds))).stream()
                .filter(e -> e.path().equals(new PathId("a", Family.IPV4)))
                .map(Exit::step)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"RESCUE, CUT", "CUT, CUT", "KEEP, ''"})
    void whatIsOnALineThatIsHungUpLeavesAtOnce(OnDown.Action action, String steps) {
        var byName = new LinkedHashMap<String, PathVerdict>();
        byName.put("a", Given.verdict(Health.UP));
        byName.put("b", Given.verdict(Health.UP));
        byName.put("c", Given.resting(Reason.Code.NOT_DIALLED));
        Verdicts verdicts = Given.verdicts(byName);
        Planned planned = new Planner(TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), UPLINKS, AllDown.KEEP)
                .plan(verdicts, Given.paths(UPLINKS), List.of());
        var leaving = new Leaving(
                new OnDown(action, Duration.ofSeconds(20)), new OnReturn(OnReturn.Action.KEEP, Duration.ZERO));

        List<Exit> exits = new Exits(Map.of("c", leaving)).of(verdicts, planned, Given.START);

        assertThat(planned.roles().get(Given.id("c"))).isEqualTo(Role.STANDBY);
        assertThat(exits.stream().map(e -> e.step().name()).toList())
                .isEqualTo(steps.isEmpty() ? List.of() : List.of(steps));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "up: nothing leaves,                             RESCUE, UP,      UP,   UP,   0,  ",
        "degraded: nothing leaves,                       RESCUE, DEGRADED, UP,  UP,   99, ",
        "not judged yet: nothing leaves,                 RESCUE, UNKNOWN, UP,   UP,   99, ",
        "down: first what nothing is lost by,            RESCUE, DOWN,    UP,   UP,   0,  RESCUE",
        "down for nearly long enough,                    RESCUE, DOWN,    UP,   UP,   19, RESCUE",
        "down for long enough: all,                      RESCUE, DOWN,    UP,   UP,   20, RESCUE CUT",
        "the next priority carries: they go there,       RESCUE, DOWN,    DOWN, UP,   20, RESCUE CUT",
        "nowhere to go: nothing leaves,                  RESCUE, DOWN,    DOWN, DOWN, 99, ",
        "cut: all at once,                               CUT,    DOWN,    UP,   UP,   0,  CUT",
        "keep: nothing ever,                             KEEP,   DOWN,    UP,   UP,   99, ",
    })
    void theStepsOut(String name, OnDown.Action action, Health a, Health b, Health c, int seconds, String steps) {
        String expected = steps == null ? "" : steps;

        assertThat(String.join(
                        " ",
                        steps(action, a, b, c, seconds).stream().map(Enum::name).toList()))
                .isEqualTo(expected);
    }

    /** As after an outage of all uplinks, from which b is back some moments before a. */
    @ParameterizedTest
    @CsvSource({"RESCUE, 0", "RESCUE, 99", "CUT, 0", "CUT, 99"})
    void nothingLeavesAPathThatAnswersAgainAndIsOnlyHeldOut(OnDown.Action action, int seconds) {
        var byName = new LinkedHashMap<String, PathVerdict>();
        byName.put("a", Given.returning());
        byName.put("b", Given.verdict(Health.UP));
        byName.put("c", Given.verdict(Health.UP));
        Verdicts verdicts = Given.verdicts(byName);
        Planned planned = new Planner(TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), UPLINKS, AllDown.KEEP)
                .plan(verdicts, Given.paths(UPLINKS), List.of());
        var leaving = new Leaving(
                new OnDown(action, Duration.ofSeconds(20)), new OnReturn(OnReturn.Action.KEEP, Duration.ZERO));

        assertThat(planned.members()).containsExactly(Given.id("b"));
        assertThat(new Exits(Map.of("a", leaving)).of(verdicts, planned, after(seconds)))
                .isEmpty();
    }

    /** When all fall silent at once, one of them is the first that is down. */
    @ParameterizedTest
    @CsvSource({"CONFIRM, CONFIRM, ''", "CONFIRM, STEADY, RESCUE", "STEADY, STEADY, RESCUE"})
    void nothingLeavesForUplinksThatAreAllInDoubt(Watch.Mode b, Watch.Mode d, String step) {
        List<Uplink> uplinks = List.of(Given.v4("a", 1, 1), Given.v4("b", 1, 1), Given.v4("d", 1, 1));
        var byName = new LinkedHashMap<String, PathVerdict>();
        byName.put("a", Given.verdict(Health.DOWN));
        byName.put("b", Given.verdict(Health.UP, Reason.of(Reason.Code.OK), b, 0));
        byName.put("d", Given.verdict(Health.UP, Reason.of(Reason.Code.OK), d, 0));
        Verdicts verdicts = Given.verdicts(byName);
        Planned planned = new Planner(TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), uplinks, AllDown.KEEP)
                .plan(verdicts, Given.paths(uplinks), List.of());
        var leaving = new Leaving(
                new OnDown(OnDown.Action.RESCUE, Duration.ofSeconds(20)),
                new OnReturn(OnReturn.Action.KEEP, Duration.ZERO));

        List<Exit> exits = new Exits(Map.of("a", leaving)).of(verdicts, planned, Given.START);

        assertThat(planned.stranded()).isEmpty();
        assertThat(exits.stream().map(e -> e.step().name()).toList())
                .isEqualTo(step.isEmpty() ? List.of() : List.of(step));
    }

    private static final OnDown KEEP = new OnDown(OnDown.Action.KEEP, Duration.ZERO);

    private static Exits returning(OnReturn.Action action) {
        var leaving = new Leaving(KEEP, new OnReturn(action, Duration.ofSeconds(60)));
        return new Exits(Map.of("a", leaving, "b", leaving, "c", leaving));
    }

    /** What is due at a second, with these healths of a and b (priority 1) and c (priority 2). */
    private static List<Exit> at(Exits exits, int second, Health a, Health b, Health c) {
        var byName = new LinkedHashMap<String, PathVerdict>();
        byName.put("a", Given.verdict(a));
        byName.put("b", Given.verdict(b));
        byName.put("c", Given.verdict(c));
        Verdicts verdicts = Given.verdicts(byName);
        Planned planned = new Planner(TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), UPLINKS, AllDown.KEEP)
                .plan(verdicts, Given.paths(UPLINKS), List.of());
        return exits.of(verdicts, planned, after(second));
    }

    private static Moment after(int seconds) {
        return Given.START.plus(Duration.ofSeconds(seconds));
    }

    @Test
    void aRelievedUplinkIsLeftOnceTheBetterGroupHasCarriedLongEnoughWithoutABreak() {
        Exits exits = returning(OnReturn.Action.MOVE_ALL);
        assertThat(at(exits, 0, Health.DOWN, Health.DOWN, Health.UP)).isEmpty();
        assertThat(at(exits, 10, Health.UP, Health.DOWN, Health.UP)).isEmpty();
        assertThat(at(exits, 69, Health.UP, Health.DOWN, Health.UP)).isEmpty();
        assertThat(at(exits, 69, Health.DOWN, Health.DOWN, Health.UP)).isEmpty();
        assertThat(at(exits, 70, Health.UP, Health.UP, Health.UP)).isEmpty();
        assertThat(at(exits, 129, Health.UP, Health.UP, Health.UP)).isEmpty();

        var move = new Exit(Given.id("c"), after(70), Exit.Step.MOVE_ALL);
        assertThat(at(exits, 130, Health.UP, Health.UP, Health.UP)).containsExactly(move);
        assertThat(at(exits, 999, Health.UP, Health.UP, Health.UP)).containsExactly(move);
        assertThat(at(exits, 999, Health.DOWN, Health.DOWN, Health.UP)).isEmpty();
    }

    @Test
    void aReloadDoesNotBeginTheGraceTimeAnew() {
        Exits before = returning(OnReturn.Action.KEEP);
        assertThat(at(before, 0, Health.UP, Health.UP, Health.UP)).isEmpty();
        var leaving = new Leaving(KEEP, new OnReturn(OnReturn.Action.MOVE_UDP, Duration.ofSeconds(60)));

        var exits = new Exits(Map.of("c", leaving), before);

        assertThat(at(exits, 60, Health.UP, Health.UP, Health.UP))
                .containsExactly(new Exit(Given.id("c"), Given.START, Exit.Step.MOVE_UDP));
    }

    @Test
    void nothingReturnsFromAnUplinkThatIsNotJudgedYetOrWhileNothingElseWorks() {
        Exits exits = returning(OnReturn.Action.MOVE_ALL);
        for (int second : List.of(0, 100)) {
            assertThat(at(exits, second, Health.UP, Health.UP, Health.UNKNOWN)).isEmpty();
            assertThat(at(exits, second, Health.DOWN, Health.DOWN, Health.DOWN)).isEmpty();
        }
    }

    @Test
    void whileAllIsWellThereIsNothingToAllocate() {
        Verdicts verdicts = Given.verdicts(Map.of("a", Given.verdict(Health.UP)));
        Planned planned = new Planner(TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), UPLINKS, AllDown.KEEP)
                .plan(verdicts, List.of(), List.of());

        assertThat(new Exits(Map.of()).of(verdicts, planned, Given.START)).isSameAs(List.of());
    }
}
