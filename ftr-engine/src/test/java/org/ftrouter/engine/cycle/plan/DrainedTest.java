// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.Sticky;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.config.Leaving;
import org.ftrouter.engine.config.OnDown;
import org.ftrouter.engine.config.OnReturn;
import org.ftrouter.engine.config.WhenDegraded;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uplinks a and b of the first group, c of the second, d without a priority; some are drained. */
class DrainedTest {
    private static final List<Uplink> UPLINKS =
            List.of(Given.v4("a", 1, 1), Given.v4("b", 1, 1), Given.v4("c", 1, 2), Given.v4("d", 1, 0));

    private static Planner planner(List<Pin> pins) {
        var rules = UPLINKS.stream()
                .collect(Collectors.<Uplink, PathId, Rules>toMap(
                        u -> Given.id(u.name()), u -> Given.rules(WhenDegraded.EXCLUDE)));
        return new Planner(
                TestUplinks.LAYOUT, new Downlinks(List.of("eth0"), List.of()), UPLINKS, pins, AllDown.KEEP, rules);
    }

    /** U up, D degraded, R down but answering again, X down. */
    private static Verdicts verdicts(String states) {
        var verdicts = new LinkedHashMap<String, PathVerdict>();
        for (int i = 0; i < UPLINKS.size(); i++) {
            verdicts.put(
                    UPLINKS.get(i).name(),
                    switch (states.charAt(i)) {
                        case 'U' -> Given.verdict(Health.UP);
                        case 'D' -> Given.verdict(Health.DEGRADED);
                        case 'R' -> Given.returning();
                        default -> Given.verdict(Health.DOWN);
                    });
        }
        return Given.verdicts(verdicts);
    }

    private static Groups drained(String names) {
        return new Groups(Map.of(), names.chars().mapToObj(Character::toString).collect(Collectors.toSet()));
    }

    private static Planned plan(String drained, String states, Pin... pins) {
        Planner planner = planner(List.of(pins));
        planner.lower(drained(drained));
        return planner.plan(verdicts(states), Given.paths(UPLINKS), List.of());
    }

    private static String names(Stream<NextHop> hops) {
        return hops.map(h -> h.path().uplink().name()).collect(Collectors.joining());
    }

    private static Pin pin(String via, boolean block) {
        List<Pin.Via> uplinks =
                via.chars().mapToObj(c -> new Pin.Via(Character.toString(c), 1)).toList();
        return new Pin("p", PinMatch.EVERYTHING, uplinks, false, block, 326, 0x7e00);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "others of its group carry,                      a,   UUUU, b,  DRAINED",
        "or those of a worse one,                        ab,  UUUU, c,  DRAINED",
        "it carries if none but one without group can,   a,   UXXU, a,  ROUTING",
        "among drained ones groups count,                abc, UUUU, ab, ROUTING",
        "a degraded one carries rather than it,          a,   UDXU, b,  DRAINED",
        "one that is held out does not,                  a,   URXU, a,  ROUTING",
        "silent it is excluded as any,                   a,   XUUU, b,  EXCLUDED",
        "all silent: it stands behind one that answers,  a,   RRXX, b,  EXCLUDED",
    })
    void newConnectionsTakeOthersWhileAnyCanCarry(
            String claim, String drained, String states, String carriers, Role roleOfA) {
        Planned planned = plan(drained, states);

        assertThat(names(planned.plan().hops().stream())).as(claim).isEqualTo(carriers);
        assertThat(planned.roles().get(Given.id("a"))).as(claim).isEqualTo(roleOfA);
        assertThat(planned.plan().paths()).as("its own table and rules stay").hasSize(UPLINKS.size());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "the next of the list carries,              ca, false, c,   UUUU, a",
        "it stands behind none,                     ca, false, a,   UUUU, c",
        "all that are left are balanced,            c,  false, c,   UUUU, ''",
        "it carries rather than refuse,             c,  true,  c,   UUUU, c",
        "it carries if no other uplink can,         c,  false, c,   XXUX, c",
        "nor any that is not drained,               c,  false, abc, UUUU, c",
        "one without a priority is drained as well, da, false, d,   UUUU, a",
        "and carries what nobody else can,          d,  false, d,   XXXU, d",
        "rather than one that is held out,          dc, true,  d,   XXRU, d",
    })
    void thePinsConnectionsTakeIt(String claim, String via, boolean block, String drained, String states, String hops) {
        PinRoute route = plan(drained, states, pin(via, block)).plan().pins().get(0);

        assertThat(names(route.hops().stream())).as(claim).isEqualTo(hops);
    }

    @Test
    void stickyClientsOfItGoWhereAllOthersGo() {
        Pin plain = pin("ab", false);
        var ways = List.of(new Sticky.Way("a", 327, 0x7d00), new Sticky.Way("b", 328, 0x7c00));
        var sticky = new Sticky(Sticky.By.SOURCE, Duration.ofHours(1), ways);
        Pin pin = new Pin("p", plain.match(), plain.via(), true, false, 326, 0x7e00, Optional.of(sticky));

        PinRoute route = plan("a", "UUUU", pin).plan().pins().get(0);

        assertThat(route.ways())
                .hasSize(3)
                .allSatisfy(
                        way -> assertThat(names(way.hops(Family.IPV4).stream())).isEqualTo("b"));
    }

    /** Not even where uplinks that are relieved lose what they carry. */
    @Test
    void itsEstablishedConnectionsAreNotMoved() {
        var leaving = new Leaving(
                new OnDown(OnDown.Action.CUT, Duration.ZERO), new OnReturn(OnReturn.Action.MOVE_ALL, Duration.ZERO));
        var exits = new Exits(Map.of("b", leaving, "c", leaving));

        assertThat(exits.of(verdicts("UUUU"), plan("bc", "UUUU"), Given.START)).isEmpty();
        assertThat(exits.of(verdicts("UUUU"), plan("b", "UUUU"), Given.START))
                .extracting(Exit::path)
                .containsExactly(Given.id("c"));
    }

    @Test
    void undrainedItCarriesAgainAndItsBudgetStillCounts() {
        Planner planner = planner(List.of());
        planner.lower(new Groups(Map.of("a", 2), Set.of("a")));
        Planned before = planner.plan(verdicts("UXUU"), Given.paths(UPLINKS), List.of());
        planner.lower(new Groups(Map.of("a", 2), Set.of()));
        Planned after = planner.plan(verdicts("UXUU"), Given.paths(UPLINKS), List.of());

        assertThat(names(before.plan().hops().stream())).isEqualTo("c");
        assertThat(names(after.plan().hops().stream())).isEqualTo("ac");
    }
}
