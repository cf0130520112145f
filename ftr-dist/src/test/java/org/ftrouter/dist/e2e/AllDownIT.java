// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All uplinks down at once, in both families, by each {@code when-all-down}: the system's own default routes carry nothing. */
@Tag("paired")
class AllDownIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration OUTAGE = Duration.ofSeconds(10);

    /** Counts what begins a connection of users, whatever its source, before any fault takes it. */
    private static final String USERS = """
            table inet users {
              counter begun { }
              chain customer {
                type filter hook prerouting priority -500;
                iifname != "cust" return
                ip daddr != 198.19.0.0/16 meta nfproto ipv4 return
                ip6 daddr != 2001:db8:feed::/48 meta nfproto ipv6 return
                tcp flags & (syn | ack) == syn counter name begun
                meta l4proto { udp, icmp, icmpv6 } counter name begun
              }
            }
            """;

    /** Behind all providers at the same moment. */
    private static final String GONE = """
            table inet gone {
              chain customers {
                type filter hook prerouting priority -500;
                icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
                iifname "isp*" drop
              }
            }
            """;

    private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");

    private Lab lab;
    private Router router;

    /** What is built. */
    LabBuilder wired() {
        return Lab.builder().families(Family.values());
    }

    private void build(String whenAllDown) throws Exception {
        lab = wired().config("probe { hold-up = 1s }\nrouting { when-all-down = " + whenAllDown + ", cut-after = 2s }")
                .build();
        router = new Router(lab);
        for (LabUplink uplink : lab.uplinks()) {
            lab.provider(uplink).host().nft(USERS);
        }
        lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
        router.forgetForeignPackets();
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    /** Packets that begin a connection of users, at all providers. */
    private long begun() throws Exception {
        long begun = 0;
        for (LabUplink uplink : lab.uplinks()) {
            Matcher packets = PACKETS.matcher(
                    lab.provider(uplink).host().exec("nft", "list", "counter", "inet", "users", "begun"));
            assertThat(packets.find()).isTrue();
            begun += Long.parseLong(packets.group(1));
        }
        return begun;
    }

    /** What probes ask is dead everywhere, and nothing else is: whatever leaves is answered. */
    private void targets(String action) throws Exception {
        for (LabUplink uplink : lab.uplinks()) {
            for (Family family : lab.families()) {
                List<String> routes = Addresses.targets(family).stream()
                        .map(target -> "route " + action + " blackhole " + target)
                        .toList();
                lab.provider(uplink).host().ip(family, routes);
            }
        }
    }

    private void awaitAllDown() throws Exception {
        for (LabUplink uplink : lab.uplinks()) {
            router.awaitHealth(uplink, "down");
        }
    }

    private boolean isWithdrawn() throws Exception {
        for (Family family : lab.families()) {
            String option = family == Family.IPV4 ? "-4" : "-6";
            if (lab.router().exec("ip", option, "route", "show", "table", "200").contains(" dev wan")) {
                return false;
            }
        }
        return true;
    }

    /** What the kernel holds, in an order that does not depend on when it was put there. */
    private List<String> routed() throws Exception {
        return router.kernel().lines().map(String::strip).sorted().toList();
    }

    /** Streams through every uplink in both families, from inside and from outside. */
    private List<Flow> streams() throws Exception {
        var flows = new ArrayList<Flow>();
        for (LabUplink uplink : lab.uplinks()) {
            for (Family family : lab.families()) {
                flows.add(lab.flows().tcp(uplink, family));
                flows.add(lab.flows().inbound(uplink, family, Addresses.LAN_PORT));
            }
        }
        assertAnswered(flows, Stamp.now());
        return flows;
    }

    private static void assertAnswered(List<Flow> flows, Stamp after) throws Exception {
        for (Flow flow : flows) {
            assertThat(flow.awaitAnswer(after, Router.LONG))
                    .as(flow.destination())
                    .isTrue();
            assertThat(flow.end()).as(flow.destination()).isEmpty();
        }
    }

    private static List<String> sources(List<Flow> flows) {
        return flows.stream().map(Flow::source).toList();
    }

    private void assertAllCarryAgain() throws Exception {
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
        Figures.note("all uplinks down: packets with a foreign source", Long.toString(router.foreignPackets()), "0");
        assertThat(router.foreignPackets()).isZero();
        assertThat(Files.readString(lab.folder().resolve("daemon.log"))).doesNotContain("freed to take another uplink");
    }

    @Tag("essence")
    @Test
    void withWithdrawNothingOfTheLanLeavesUntilAnUplinkIsBack() throws Exception {
        build("withdraw");
        List<String> routed = routed();
        List<Flow> streams = streams();
        List<String> sources = sources(streams);
        assertThat(begun()).isPositive();
        assertThat(isWithdrawn()).isFalse();

        targets("add");
        awaitAllDown();
        Router.await("no default route is left", Router.LONG, this::isWithdrawn);
        lab.meter().settle(Stamp.now());
        long before = begun();
        Stamp down = Stamp.now();
        var client = new Visitor(lab.lan());
        for (Family family : lab.families()) {
            assertThat(client.udp(Addresses.udpServer(family, 60), Addresses.ECHO_PORT))
                    .isEqualTo("none");
            assertThat(lab.ping(lab.lan(), Addresses.udpServer(family, 61), SECOND))
                    .isFalse();
        }
        Router.live(Duration.ofSeconds(3));
        MeterReport report = lab.meter().since(down);
        long leaked = begun() - before;

        String what = "all uplinks down, withdraw: ";
        Figures.note(what + "connections begun that reach a provider", leaked + " of " + report.total(), "0");
        assertThat(leaked).isZero();
        for (Family family : lab.families()) {
            assertThat(report.of(family).total()).as(family.toString()).isPositive();
            assertThat(report.of(family).failed())
                    .as(family.toString())
                    .isEqualTo(report.of(family).total());
        }
        targets("del");
        assertAllCarryAgain();
        assertAnswered(streams, Stamp.now()); // they had an uplink of theirs all the time
        assertThat(sources(streams)).isEqualTo(sources);
        assertThat(routed()).isEqualTo(routed);
        assertThat(begun()).isGreaterThan(before);
    }

    @Test
    void withKeepFlowsLiveThroughTenSecondsWithoutAnyUplink() throws Exception {
        build("keep");
        List<String> routed = routed();
        List<Flow> streams = streams();
        var datagrams = new ArrayList<Flow>();
        for (LabUplink uplink : lab.uplinks()) {
            for (Family family : lab.families()) {
                datagrams.add(lab.flows().udp(uplink, family));
            }
        }
        List<Flow> all = Stream.concat(streams.stream(), datagrams.stream()).toList();
        List<String> sources = sources(all);

        lab.internet().nft(GONE);
        awaitAllDown();
        Stamp down = Stamp.now();
        Router.live(OUTAGE);
        for (Flow flow : datagrams) {
            LabUplink uplink = lab.uplinkOf(flow.source()).orElseThrow();
            assertThat(flow.answers().get(flow.answers().size() - 1).isBefore(down))
                    .isTrue();
            assertThat(router.tracked(uplink, flow))
                    .as(flow.destination() + " as " + flow.source())
                    .isPositive();
        }
        lab.internet().nft("delete table inet gone\n");

        assertAnswered(all, Stamp.now());
        assertThat(sources(all)).isEqualTo(sources);
        assertAllCarryAgain();
        assertThat(routed()).isEqualTo(routed);
        Figures.note("all uplinks down for 10 s, keep: flows that live", all.size() + " of " + all.size(), "all");
    }
}
