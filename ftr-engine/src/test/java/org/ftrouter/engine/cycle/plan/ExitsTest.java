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
import org.ftrouter.engine.config.OnDown;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Verdicts;
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
        var exits = new Exits(Map.of("a", onDown, "b", onDown, "c", onDown));
        return exits.of(verdicts, planned, Given.START.plus(Duration.ofSeconds(seconds))).stream()
                .filter(e -> e.path().equals(new PathId("a", Family.IPV4)))
                .map(Exit::step)
                .toList();
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

    @Test
    void whileAllIsWellThereIsNothingToAllocate() {
        Verdicts verdicts = Given.verdicts(Map.of("a", Given.verdict(Health.UP)));
        Planned planned = new Planner(TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), UPLINKS, AllDown.KEEP)
                .plan(verdicts, List.of(), List.of());

        assertThat(new Exits(Map.of()).of(verdicts, planned, Given.START)).isSameAs(List.of());
    }
}
