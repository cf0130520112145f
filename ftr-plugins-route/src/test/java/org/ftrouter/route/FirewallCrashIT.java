// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Nat;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Sticky;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process dies at every single step in which it writes rules, and another takes over: with the new configuration, with
 * the old one, or to remove everything. Other programs' rules stand in the same tables; connections live on meanwhile.
 */
@Timeout(300)
class FirewallCrashIT extends FirewallCrashes {
    private static final int PAGE = 4096;

    /** A name, what stands, and what is to. */
    private static Map<String, List<RoutePlan>> changes() {
        Uplink six = Plans.with(
                Nat.NPT,
                Plans.prefixes("fd00::", "2001:db8:4::", 64),
                Plans.uplink(4, "six", "eth4", Set.of(Family.IPV6)));
        RoutePlan more = Plans.plan(Plans.LAN, six, fibre(BOTH), cable(BOTH), Plans.lte());
        RoutePlan four = Plans.plan(Plans.LAN, fibre(Set.of(Family.IPV4)), cable(Set.of(Family.IPV4)));
        RoutePlan programs = pinned("programs", PlansWithPins.ofUser(13), Optional.empty());
        var changes = new LinkedHashMap<String, List<RoutePlan>>();
        changes.put("uplinks are added", List.of(PLAN, more));
        changes.put("uplinks are removed", List.of(more, PLAN));
        changes.put("one family goes", List.of(PLAN, four));
        changes.put("another pin", List.of(programs, sticky(Sticky.By.SOURCE)));
        changes.put("pins go", List.of(sticky(Sticky.By.SOURCE), PLAN));
        changes.put("pairs in the place of sources", List.of(sticky(Sticky.By.SOURCE), PAIRS));
        changes.put("pairs go", List.of(PAIRS, PLAN));
        return changes;
    }

    static Stream<Arguments> changesOfAll() {
        return Firewall.all()
                .flatMap(firewall -> changes().entrySet().stream()
                        .map(c -> Arguments.of(
                                firewall,
                                c.getKey(),
                                c.getValue().get(0),
                                c.getValue().get(1))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("changesOfAll")
    void whereverAChangeBreaksOffTheNextProcessCompletesItOrGoesBackAndConnectionsGoOn(
            Firewall firewall, String name, RoutePlan from, RoutePlan to) throws Exception {
        foreign(firewall);
        String pristine = state();
        apply(firewall, to);
        String wanted = state();
        cleanUp(firewall);
        assertThat(state()).isEqualTo(pristine);
        apply(firewall, from);
        String former = state();
        assertThat(former).isNotEqualTo(wanted);

        var before = new Rules(firewall, from, former);
        assertThat(outlived(name, before, new Rules(firewall, to, wanted), common(from, to)))
                .isPositive();
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void aFirstStartAndACleanupThatBreakOffAreCompletedByTheNextProcess(Firewall firewall) throws Exception {
        foreign(firewall);
        String pristine = state();
        apply(firewall, PAIRS);
        String wanted = state();
        cleanUp(firewall);
        int starts = 0;
        while (dies(firewall, PAIRS, starts)) {
            String when = "start, death " + ++starts;
            apply(firewall, PAIRS);
            assertThat(state()).as(when).isEqualTo(wanted);
            cleanUp(firewall);
            assertThat(dies(firewall, PAIRS, starts - 1)).isTrue();
            cleanUp(firewall);
            assertThat(state()).as(when).isEqualTo(pristine);
        }
        int ends = 0;
        while (cleanUpDies(firewall, ends)) {
            String when = "cleanup, death " + ++ends;
            cleanUp(firewall);
            assertThat(state()).as(when).isEqualTo(pristine);
            apply(firewall, PAIRS);
            assertThat(cleanUpDies(firewall, ends - 1)).isTrue();
            apply(firewall, PAIRS);
            assertThat(state()).as(when).isEqualTo(wanted);
        }

        assertThat(starts).isPositive();
        assertThat(ends).isPositive();
        assertThat(state()).isEqualTo(pristine);
    }

    /** What is written into a pipe at once comes out whole; of more, some pages may be all that was written. */
    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void whatAProgramWasGivenInPartChangesNothing(Firewall firewall) throws Exception {
        foreign(firewall);
        var many = new ArrayList<>(Plans.many(60).uplinks());
        many.add(Plans.uplink(61, "six", "eth6", Set.of(Family.IPV6)));
        RoutePlan to = Plans.plan(Plans.LAN, many.toArray(Uplink[]::new));
        int cut = 0;
        for (int step = 0; ; step++) {
            apply(firewall, PLAN);
            if (!dies(firewall, to, step)) {
                break;
            }
            String without = state();
            for (int bytes = PAGE; bytes <= 3 * PAGE; bytes += PAGE) {
                apply(firewall, PLAN);
                var port = new FaultPort(step, bytes);
                assertThat(network.router.call(() -> FaultPort.dies(() -> process(firewall, to, port))))
                        .isTrue();
                assertThat(state()).as("step " + step + ", " + bytes + " bytes").isEqualTo(without);
                cut += port.hasCut() ? 1 : 0;
            }
        }
        assertThat(cut).isPositive();
    }

    private static Set<Family> common(RoutePlan from, RoutePlan to) {
        return Stream.of(from, to)
                        .allMatch(plan -> plan.uplinks().stream()
                                .anyMatch(u -> u.families().contains(Family.IPV6)))
                ? BOTH
                : Set.of(Family.IPV4);
    }
}
