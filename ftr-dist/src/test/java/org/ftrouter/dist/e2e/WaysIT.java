// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Packets whose way something else than the balance decides, in both families, as the providers count them: a route of the
 * administrator's, the address or interface a program is bound to, the uplink a connection came in through or has begun
 * on. With iptables; a subclass has another firewall.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("paired")
class WaysIT {
    private static final String HOLD_UP = "probe { hold-up = 1s }\n";
    /** Nobody answers there, and nobody says so. */
    private static final Map<Family, String> SILENT = Map.of(Family.IPV4, "198.18.7.", Family.IPV6, "2001:db8:dead::");

    private static final int DESTINATIONS = 12;

    private Lab lab;
    private Router router;
    private LabUplink fibre;
    private LabUplink lte;
    private String original;

    /** What is built. */
    LabBuilder wired() {
        return Lab.builder().families(Family.values());
    }

    /** The type of the firewall. */
    String firewall() {
        return "iptables";
    }

    Lab lab() {
        return lab;
    }

    @BeforeAll
    void build() throws Exception {
        lab = wired().uplink("fibre", 1, 1)
                .uplink("cable", 1, 1)
                .uplink("lte", 1, 1)
                .config(HOLD_UP)
                .firewall(firewall())
                .build();
        router = new Router(lab);
        fibre = lab.uplink("fibre");
        lte = lab.uplink("lte");
        original = Files.readString(lab.config());
        for (LabUplink uplink : lab.uplinks()) {
            for (Family family : lab.families()) {
                String all = SILENT.get(family) + (family == Family.IPV4 ? "0/24" : "/64");
                lab.provider(uplink).host().ip(family, List.of("route add blackhole " + all));
            }
        }
        lab.startDaemon();
        router.awaitAllUp();
        router.forgetForeignPackets();
    }

    @AfterAll
    void remove() throws Exception {
        lab.close();
    }

    @AfterEach
    void allIsWellAgain() throws Exception {
        lab.heal(lte);
        reload(original);
        assertThat(router.foreignPackets()).isZero();
    }

    private void reload(String config) throws Exception {
        apply(config);
        router.awaitAllUp();
    }

    private void apply(String config) throws Exception {
        lab.writeConfig(config);
        assertThat(router.ftr("reload").exitCode()).isZero();
    }

    @Test
    void aRouteOfTheMainTableThatIsMoreSpecificWins() throws Exception {
        var client = new Visitor(lab.lan());
        for (Family family : lab.families()) {
            String network = family == Family.IPV4 ? "198.19.77." : Addresses.USERS_PREFIX6 + ":77::";
            List<String> users =
                    IntStream.rangeClosed(1, 20).mapToObj(i -> network + i).toList();
            String route = network + (family == Family.IPV4 ? "0/24" : "/64") + " via " + lte.gateway(family) + " dev "
                    + lte.device();
            assertThat(client.visit("tcp", Addresses.ECHO_PORT, 20, users)).anyMatch(fibre::owns);

            lab.router().ip(family, List.of("route add " + route));
            assertThat(client.visit("tcp", Addresses.ECHO_PORT, 20, users))
                    .hasSize(20)
                    .allMatch(lte::owns);

            lab.router().ip(family, List.of("route del " + route));
            assertThat(client.visit("tcp", Addresses.ECHO_PORT, 20, users)).anyMatch(fibre::owns);
        }
    }

    @Test
    void whatTheRouterSendsTakesTheUplinkWhoseAddressItIsBoundTo() throws Exception {
        for (Family family : lab.families()) {
            for (LabUplink uplink : lab.uplinks()) {
                String target = silent(family, 100 + uplink.number());
                pings(uplink.address(family), target);
                assertAloneGot(uplink, target);
            }
        }
    }

    @Test
    void whatTheRouterSendsTakesTheUplinkWhoseInterfaceItIsBoundTo() throws Exception {
        for (Family family : lab.families()) {
            for (LabUplink uplink : lab.uplinks()) {
                String target = silent(family, 110 + uplink.number());
                pings(uplink.device(), target);
                assertAloneGot(uplink, target);
            }
        }
    }

    private void assertAloneGot(LabUplink uplink, String target) throws Exception {
        for (LabUplink other : lab.uplinks()) {
            assertThat(packets(other, target))
                    .as(target + " through " + other.name())
                    .isEqualTo(other.equals(uplink) ? 3 : 0);
        }
    }

    /** Three. */
    void pings(String boundTo, String target) throws Exception {
        lab.router().run("ping", "-q", "-c", "3", "-i", "0.2", "-W", "1", "-I", boundTo, target);
    }

    static String silent(Family family, int number) {
        return SILENT.get(family) + number;
    }

    long packets(LabUplink uplink, String target) throws Exception {
        return lab.provider(uplink).counters().to(target);
    }

    /** What is dead there are the hosts that probes ask, and nothing else. */
    @Test
    void whatComesInThroughAnUplinkThatIsDownIsAnsweredThroughIt() throws Exception {
        var flows = inbound(lte);
        try {
            targets("add");
            router.awaitHealth(lte, "down");
            Stamp down = Stamp.now();
            flows.addAll(inbound(lte));

            assertAnswered(flows, down);
        } finally {
            targets("del");
            for (Flow flow : flows) {
                flow.close();
            }
        }
    }

    private void targets(String action) throws Exception {
        for (Family family : lab.families()) {
            List<String> routes = Addresses.targets(family).stream()
                    .map(target -> "route " + action + " blackhole " + target)
                    .toList();
            lab.provider(lte).host().ip(family, routes);
        }
    }

    @Test
    void whatComesInThroughAnUplinkWithoutPriorityIsAnsweredThroughIt() throws Exception {
        List<Flow> flows = inbound(lte);
        try {
            reload(original.replaceFirst("(?m)^(  lte \\{.*), priority = 1", "$1"));
            Stamp drained = Stamp.now();
            flows.addAll(inbound(lte));

            assertAnswered(flows, drained);
            for (Family family : lab.families()) {
                List<String> users = IntStream.range(0, 20)
                        .mapToObj(i -> Addresses.destination(family, i))
                        .toList();
                assertThat(new Visitor(lab.lan()).visit("tcp", Addresses.ECHO_PORT, 20, users))
                        .hasSize(20)
                        .noneMatch(lte::owns);
            }
        } finally {
            for (Flow flow : flows) {
                flow.close();
            }
        }
    }

    private List<Flow> inbound(LabUplink uplink) throws Exception {
        var flows = new ArrayList<Flow>();
        for (Family family : lab.families()) {
            flows.add(lab.flows().inbound(uplink, family, Addresses.LAN_PORT));
        }
        assertAnswered(flows, Stamp.now());
        return flows;
    }

    private static void assertAnswered(List<Flow> flows, Stamp since) throws Exception {
        for (Flow flow : flows) {
            assertThat(flow.awaitAnswer(since, Router.LONG))
                    .as(flow.destination())
                    .isTrue();
            assertThat(flow.end()).isEmpty();
        }
    }

    /** Nobody answers, so that only the first packet's mark keeps the others to its uplink. */
    @Test
    void repeatedSynsAndOneWayDatagramsKeepTheirUplinkWhileOthersComeAndGo() throws Exception {
        var all = new ArrayList<String>();
        int each = 4 * DESTINATIONS / lab.families().size(); // so many that it is not by chance that most take another
        for (Family family : lab.families()) {
            IntStream.rangeClosed(1, each).forEach(i -> all.add(silent(family, i)));
        }
        Process syns = send("tcp", IntStream.range(0, all.size()).filter(i -> i % 2 == 0), all);
        Process datagrams = send("udp", IntStream.range(0, all.size()).filter(i -> i % 2 == 1), all);
        try {
            Router.await("all have begun", Router.LONG, () -> ways(all).size() == all.size());
            Map<String, String> before = ways(all);
            all.removeIf(target -> before.get(target).equals(lte.name()));
            assertThat(all).hasSizeGreaterThan(DESTINATIONS);

            lab.fault(lte, Fault.BLACKHOLE);
            router.awaitHealth(lte, "down");
            apply(original.replaceFirst("(?m)^(  fibre \\{.*), weight = 1", "$1, weight = 5"));
            lab.heal(lte);
            router.awaitHealth(lte, "up");
            Map<String, Long> then = counts(all);
            Router.await("each has been repeated", Router.LONG, () -> grown(all, then));

            for (String target : all) { // by one provider alone, the one of before
                assertThat(ways(List.of(target))).as(target).containsEntry(target, before.get(target));
            }
        } finally {
            syns.destroy();
            datagrams.destroy();
            syns.waitFor();
            datagrams.waitFor();
        }
    }

    /** SYNs that the kernel repeats after 1, 2, 4 ... seconds; datagrams five times a second. */
    private Process send(String protocol, IntStream which, List<String> all) throws Exception {
        var command = new ArrayList<>(List.of("bash", "-c", protocol.equals("tcp") ? """
                for to; do (exec 3<>/dev/tcp/$to/9) & done
                wait
                """ : """
                for to; do exec {fd}<>/dev/udp/$to/9; fds+=($fd); done
                while :; do for fd in ${fds[@]}; do echo >&$fd; done; sleep 0.2; done
                """, protocol));
        which.mapToObj(all::get).forEach(command::add);
        return lab.lan().start(protocol + ".log", command.toArray(String[]::new));
    }

    /** Through which uplinks packets to each have come, if any have. */
    private Map<String, String> ways(List<String> targets) throws Exception {
        var ways = new HashMap<String, String>();
        for (LabUplink uplink : lab.uplinks()) {
            var counters = lab.provider(uplink).counters();
            for (String target : targets) {
                if (counters.to(target) > 0) {
                    ways.merge(target, uplink.name(), (a, b) -> a + " and " + b);
                }
            }
        }
        return ways;
    }

    private Map<String, Long> counts(List<String> targets) throws Exception {
        var counts = new HashMap<String, Long>();
        for (LabUplink uplink : lab.uplinks()) {
            var counters = lab.provider(uplink).counters();
            targets.forEach(target -> counts.merge(target, counters.to(target), Long::sum));
        }
        return counts;
    }

    private boolean grown(List<String> targets, Map<String, Long> then) throws Exception {
        Map<String, Long> now = counts(targets);
        return targets.stream().allMatch(target -> now.get(target) > then.get(target));
    }
}
