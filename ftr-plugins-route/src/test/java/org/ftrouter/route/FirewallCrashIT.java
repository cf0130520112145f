// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.Ports;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Sticky;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.route.iptables.PortedIptables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process dies at every single step in which it writes rules, and another takes over: with the new configuration, with
 * the old one, or to remove everything. Other programs' rules stand in the same tables; connections live on meanwhile.
 */
@Timeout(300)
class FirewallCrashIT {
    private static final Set<Family> BOTH = Set.of(Family.IPV4, Family.IPV6);
    private static final int MOST_STEPS = 40;
    private static final int PAGE = 4096;
    private static final RoutePlan PLAN = Plans.plan(Plans.LAN, fibre(BOTH), cable(BOTH));
    private static final RoutePlan PAIRS = sticky(Sticky.By.SOURCE_DESTINATION);

    @TempDir
    private Path folder;

    private Network network;

    @BeforeEach
    void open() throws Exception {
        network = new Network();
    }

    @AfterEach
    void close() {
        network.close();
    }

    private static Uplink fibre(Set<Family> families) {
        return Plans.uplink(1, "fibre", "eth1", families);
    }

    private static Uplink cable(Set<Family> families) {
        return Plans.uplink(2, "cable", "eth2", families);
    }

    private static RoutePlan pinned(String name, PinMatch match, Optional<Sticky> sticky) {
        var via = List.of(new Pin.Via("fibre", 1), new Pin.Via("cable", 1));
        Pin pin = new Pin(name, match, via, sticky.isPresent(), false, 226, 126 << 8, sticky);
        return PLAN.with(List.of(new PinRoute(pin, List.of())));
    }

    private static RoutePlan sticky(Sticky.By by) {
        var ways = List.of(new Sticky.Way("fibre", 225, 125 << 8), new Sticky.Way("cable", 224, 124 << 8));
        var match = PlansWithPins.match(List.of(), List.of(), List.of(6), List.of(new Ports(443, 443)));
        return pinned("shops", match, Optional.of(new Sticky(by, Duration.ofMinutes(9), ways)));
    }

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

    static Stream<Arguments> switches() {
        return Firewall.all()
                .flatMap(from -> Firewall.all()
                        .filter(to -> !to.toString().equals(from.toString()))
                        .map(to -> Arguments.of(from, to)));
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

    /** Rules as a process of this firewall makes them of a plan. */
    private record Rules(Firewall firewall, RoutePlan plan, String state) {}

    /** Dies at each step on the way, and completes it, and goes back; how many steps there are. Connections go on. */
    private int outlived(String name, Rules from, Rules to, Set<Family> families) throws Exception {
        int deaths = 0;
        try (var held = HeldConnections.open(network, families)) {
            while (dies(to.firewall(), to.plan(), deaths)) {
                String when = name + ", death " + ++deaths;
                assertThat(deaths).isLessThan(MOST_STEPS);
                held.assertAlive(when);
                apply(to.firewall(), to.plan());
                assertThat(state()).as(when).isEqualTo(to.state());
                held.assertAlive(when + ", completed");
                apply(from.firewall(), from.plan());
                assertThat(dies(to.firewall(), to.plan(), deaths - 1)).isTrue();
                apply(from.firewall(), from.plan());
                assertThat(state()).as(when + ", back").isEqualTo(from.state());
                held.assertAlive(when + ", back");
            }
            held.assertAlive("in the end");
        }
        assertThat(state()).isEqualTo(to.state());
        return deaths;
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

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("switches")
    void whereverASwitchOfTheFirewallBreaksOffOneOfThemIsLeftAsACleanStartMakesIt(Firewall from, Firewall to)
            throws Exception {
        foreign(from);
        foreign(to);
        String pristine = state();
        apply(to, PAIRS);
        String wanted = state();
        cleanUp(to);
        apply(from, PAIRS);
        String former = state();

        int deaths = outlived(from + " to " + to, new Rules(from, PAIRS, former), new Rules(to, PAIRS, wanted), BOTH);
        assertThat(deaths).isPositive();
        for (int death = 0; death < deaths; death++) {
            for (Firewall cleaned : List.of(from, to)) {
                apply(from, PAIRS);
                assertThat(dies(to, PAIRS, death)).isTrue();
                cleanUp(cleaned);
                assertThat(state())
                        .as("death " + death + ", cleaned as " + cleaned)
                        .isEqualTo(pristine);
            }
        }
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

    private void foreign(Firewall firewall) throws Exception {
        firewall.foreign(network.router);
        firewall.open(network.router);
    }

    private static Set<Family> common(RoutePlan from, RoutePlan to) {
        return Stream.of(from, to)
                        .allMatch(plan -> plan.uplinks().stream()
                                .anyMatch(u -> u.families().contains(Family.IPV6)))
                ? BOTH
                : Set.of(Family.IPV4);
    }

    private boolean dies(Firewall firewall, RoutePlan plan, int steps) throws Exception {
        var port = new FaultPort(steps);
        return network.router.call(() -> FaultPort.dies(() -> process(firewall, plan, port)));
    }

    private void apply(Firewall firewall, RoutePlan plan) throws Exception {
        assertThat(dies(firewall, plan, Integer.MAX_VALUE)).isFalse();
    }

    /** What a process does that starts with this firewall: its rules, then away with those of one that is not named. */
    private void process(Firewall firewall, RoutePlan plan, FaultPort port) throws Exception {
        try (RouteBackend backend = backend(firewall, true, port)) {
            backend.apply(plan);
        }
        removeOthers(firewall, port);
    }

    private boolean cleanUpDies(Firewall firewall, int steps) throws Exception {
        var port = new FaultPort(steps);
        return network.router.call(() -> FaultPort.dies(() -> {
            try (RouteBackend backend = backend(firewall, true, port)) {
                backend.remove();
            }
            removeOthers(firewall, port);
        }));
    }

    private void cleanUp(Firewall firewall) throws Exception {
        assertThat(cleanUpDies(firewall, Integer.MAX_VALUE)).isFalse();
    }

    private void removeOthers(Firewall named, FaultPort port) throws Exception {
        for (Firewall other : List.of(new IptablesFirewall("system"), new NftablesFirewall())) {
            if (!other.type().equals(named.type()) && Files.isDirectory(folder.resolve(other.type()))) {
                try (RouteBackend former = backend(other, false, port)) {
                    if (former.leftover().isPresent()) {
                        former.remove();
                    }
                }
            }
        }
    }

    private RouteBackend backend(Firewall firewall, boolean manage, FaultPort port) throws IOException {
        Path state = Files.createDirectories(folder.resolve(firewall.type()));
        TestSettings settings = firewall.settings(manage, false);
        return firewall.backend(settings, port.context(state, new Lines()), port::through);
    }

    /** Whose rules there are, in all firewalls and families; without empty chains of the kernel's own, which stay. */
    private String state() throws Exception {
        var state = new ArrayList<String>();
        for (String variant : List.of("legacy", "nft")) {
            for (Family family : Family.values()) {
                String saved = new IptablesFirewall(variant).saved(network.router, family);
                String table = "";
                for (String line : saved.lines().toList()) {
                    table = line.startsWith("*") ? line : table;
                    if (line.startsWith("-A ") || line.matches(":.* -.*") || line.contains("FORWARD")) {
                        state.add(variant + " " + family + " " + table + " " + line.strip());
                    }
                }
            }
        }
        String tables = network.router.run("nft list tables");
        for (String table : List.of("inet ftr", "ip theirs", "inet filter")) {
            if (tables.contains("table " + table + "\n")) {
                state.add(network.router.run("nft -s list table " + table));
            }
        }
        network.router.call(PortedIptables::setNames).forEach(set -> state.add("set " + set));
        return String.join("\n", state);
    }
}
