// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.Family;
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
import org.junit.jupiter.api.io.TempDir;

/** Processes that write rules of a firewall beside those of other programs, and may die at any step of it. */
abstract class FirewallCrashes {
    static final Set<Family> BOTH = Set.of(Family.IPV4, Family.IPV6);
    private static final int MOST_STEPS = 40;
    static final RoutePlan PLAN = Plans.plan(Plans.LAN, fibre(BOTH), cable(BOTH));
    static final RoutePlan PAIRS = sticky(Sticky.By.SOURCE_DESTINATION);

    @TempDir
    private Path folder;

    Network network;

    @BeforeEach
    void open() throws Exception {
        network = new Network();
    }

    @AfterEach
    void close() {
        network.close();
    }

    static Uplink fibre(Set<Family> families) {
        return Plans.uplink(1, "fibre", "eth1", families);
    }

    static Uplink cable(Set<Family> families) {
        return Plans.uplink(2, "cable", "eth2", families);
    }

    static RoutePlan pinned(String name, PinMatch match, Optional<Sticky> sticky) {
        var via = List.of(new Pin.Via("fibre", 1), new Pin.Via("cable", 1));
        Pin pin = new Pin(name, match, via, sticky.isPresent(), false, 226, 126 << 8, sticky);
        return PLAN.with(List.of(new PinRoute(pin, List.of())));
    }

    static RoutePlan sticky(Sticky.By by) {
        var ways = List.of(new Sticky.Way("fibre", 225, 125 << 8), new Sticky.Way("cable", 224, 124 << 8));
        var match = PlansWithPins.match(List.of(), List.of(), List.of(6), List.of(new Ports(443, 443)));
        return pinned("shops", match, Optional.of(new Sticky(by, Duration.ofMinutes(9), ways)));
    }

    /** Rules as a process of this firewall makes them of a plan. */
    record Rules(Firewall firewall, RoutePlan plan, String state) {}

    /** Dies at each step on the way, and completes it, and goes back; how many steps there are. Connections go on. */
    int outlived(String name, Rules from, Rules to, Set<Family> families) throws Exception {
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

    void foreign(Firewall firewall) throws Exception {
        firewall.foreign(network.router);
        firewall.open(network.router);
    }

    boolean dies(Firewall firewall, RoutePlan plan, int steps) throws Exception {
        var port = new FaultPort(steps);
        return network.router.call(() -> FaultPort.dies(() -> process(firewall, plan, port)));
    }

    void apply(Firewall firewall, RoutePlan plan) throws Exception {
        assertThat(dies(firewall, plan, Integer.MAX_VALUE)).isFalse();
    }

    /** What a process does that starts with this firewall: its rules, then away with those of one that is not named. */
    void process(Firewall firewall, RoutePlan plan, FaultPort port) throws Exception {
        try (RouteBackend backend = backend(firewall, true, port)) {
            backend.apply(plan);
        }
        removeOthers(firewall, port);
    }

    boolean cleanUpDies(Firewall firewall, int steps) throws Exception {
        var port = new FaultPort(steps);
        return network.router.call(() -> FaultPort.dies(() -> {
            try (RouteBackend backend = backend(firewall, true, port)) {
                backend.remove();
            }
            removeOthers(firewall, port);
        }));
    }

    void cleanUp(Firewall firewall) throws Exception {
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
    String state() throws Exception {
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
