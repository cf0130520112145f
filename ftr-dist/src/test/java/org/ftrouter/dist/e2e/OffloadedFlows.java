// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Host;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An administrator's flowtable, which takes established connections past all rules and routes. Needs a kernel that has
 * flowtables. No meter runs here, so that the only users' packets are those of the flows.
 */
class OffloadedFlows {
    private static final Duration WHILE = Duration.ofSeconds(3);

    /** As the manual of nft shows it. */
    private static final String FLOWTABLE = """
            table inet fast {
              flowtable f { hook ingress priority filter; devices = { %s }; }
              chain onwards {
                type filter hook forward priority filter; policy accept;
                meta l4proto %s flow add @f
              }
            }
            """;

    /** Right behind our chain: what comes from the LAN with a mark of ours has been given it there. */
    private static final String ROUTER = """
            table inet witness {
              counter marked { }
              chain behind {
                type filter hook prerouting priority mangle + 1; policy accept;
                iifname "lan0" th dport %d meta mark & 0xff00 != 0 counter name marked
              }
            }
            """.formatted(Addresses.ECHO_PORT);

    private static final String PROVIDER = """
            table inet witness {
              counter asked { }
              chain customer {
                type filter hook prerouting priority -500; policy accept;
                iifname "cust" th dport %d counter name asked
              }
            }
            """.formatted(Addresses.ECHO_PORT);

    private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");

    private final List<Flow> flows = new ArrayList<>();
    private Lab lab;
    private Router router;

    private void build(String firewall, Family... families) throws Exception {
        lab = Lab.builder()
                .families(families)
                .firewall(firewall)
                .config("probe { hold-up = 1s }")
                .build();
        router = new Router(lab);
        lab.router().nft(ROUTER);
        for (LabUplink uplink : lab.uplinks()) {
            lab.provider(uplink).host().nft(PROVIDER);
        }
        lab.startDaemon();
        router.awaitAllUp();
        router.forgetForeignPackets();
    }

    @AfterEach
    void remove() throws Exception {
        for (Flow flow : flows) {
            flow.close();
        }
        lab.close();
    }

    /** Packets of users that went through our chain in a while, and all that came to the providers. */
    private record Counted(long ours, long providers) {}

    private Counted counted() throws Exception {
        long providers = 0;
        for (LabUplink uplink : lab.uplinks()) {
            providers += packets(lab.provider(uplink).host(), "asked");
        }
        return new Counted(packets(lab.router(), "marked"), providers);
    }

    private static long packets(Host host, String counter) throws Exception {
        Matcher packets = PACKETS.matcher(host.exec("nft", "list", "counter", "inet", "witness", counter));
        assertThat(packets.find()).isTrue();
        return Long.parseLong(packets.group(1));
    }

    private Counted inAWhile() throws Exception {
        Counted before = counted();
        Router.live(WHILE);
        Counted after = counted();
        return new Counted(after.ours() - before.ours(), after.providers() - before.providers());
    }

    private long offloaded() throws Exception {
        long offloaded = 0;
        for (String family : List.of("ipv4", "ipv6")) {
            offloaded += lab.router()
                    .exec("conntrack", "-L", "-f", family)
                    .lines()
                    .filter(line -> line.contains("[OFFLOAD]"))
                    .count();
        }
        return offloaded;
    }

    private void assertAnswered() throws Exception {
        Stamp now = Stamp.now();
        for (Flow flow : flows) {
            assertThat(flow.awaitAnswer(now, Router.LONG))
                    .as(flow.destination())
                    .isTrue();
            assertThat(flow.end()).isEmpty();
        }
    }

    private List<String> sources() {
        return flows.stream().map(Flow::source).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"iptables; lan0, wan1, wan2, wan3", "nftables; lan0"})
    void packetsOfConnectionsInAFlowtablePassOurRulesAgainOnceTheRemedyOfTheDoctorIsApplied(
            String firewall, String devices) throws Exception {
        build(firewall, Family.values());
        for (Family family : lab.families()) {
            flows.add(lab.flows().tcp(Addresses.destination(family, 1)));
        }
        assertAnswered();
        List<String> sources = sources();
        assertThat(inAWhile().ours()).isPositive();

        lab.router().nft(FLOWTABLE.formatted(devices, "tcp"));
        Router.await("the connections are in it", Router.LONG, () -> offloaded() == flows.size());
        Counted past = inAWhile();
        assertThat(past.ours()).as("went through our chain").isZero();
        assertThat(past.providers()).as("came to the providers").isGreaterThan(10);
        assertAnswered();
        assertThat(router.ftr("doctor").output().replaceAll("\\s+", " "))
                .contains("flowtable f lets connections on " + devices + " past", "flow add @f");

        lab.router().nft("flush chain inet fast onwards\n");
        Counted unfilled = inAWhile();
        assertThat(unfilled.ours()).as("without the rule alone").isZero();
        assertThat(unfilled.providers()).isGreaterThan(10);
        lab.router().nft("delete flowtable inet fast f\n");
        Router.await("the connections are out of it", Router.LONG, () -> offloaded() == 0);
        Counted again = inAWhile();

        Figures.note(
                "flowtable on " + devices + ": packets past " + firewall,
                past.providers() + ", after the remedy " + again.ours() + " through our chain",
                "-");
        assertThat(again.ours()).isGreaterThan(10);
        assertAnswered();
        assertThat(sources()).isEqualTo(sources);
        assertThat(router.foreignPackets()).as(router.foreignSources()).isZero();
    }

    /** The kernel refuses to forget one that a flowtable has. */
    @Test
    void connectionsThatNoFlowtableHasLeaveADeadUplinkAllTheSame() throws Exception {
        build("nftables", Family.IPV4);
        LabUplink fibre = lab.uplink("fibre");
        Flow kept = lab.flows().udp(fibre);
        flows.add(kept);
        lab.router().nft(FLOWTABLE.formatted("lan0", "udp ip daddr " + kept.destination()));
        Router.await("the first is in it", Router.LONG, () -> offloaded() == 1);
        List<Flow> others = others(fibre, kept.destination());
        flows.addAll(others);
        assertAnswered();

        lab.fault(fibre, Fault.BLACKHOLE);
        router.awaitHealth(fibre, "down");
        Stamp down = Stamp.now();

        for (Flow flow : others) {
            assertThat(flow.awaitAnswer(down, Router.LONG))
                    .as(flow.destination())
                    .isTrue();
            assertThat(fibre.owns(flow.source())).as(flow.source()).isFalse();
        }
        assertThat(kept.awaitAnswer(Stamp.now(), Duration.ofSeconds(2))).isFalse();
        assertThat(fibre.owns(kept.source())).isTrue();
        assertThat(Files.readString(lab.folder().resolve("daemon.log")))
                .contains("fibre: 1 connections are in a flowtable");
    }

    /** Three series of datagrams over an uplink, to servers other than that. */
    private List<Flow> others(LabUplink uplink, String server) throws Exception {
        var others = new ArrayList<Flow>();
        for (int i = 0; others.size() < 3; i++) {
            Flow flow = lab.flows().udp(Family.IPV4, i);
            assertThat(flow.awaitAnswer(Stamp.now(), Router.LONG)).isTrue();
            if (uplink.owns(flow.source()) && !flow.destination().equals(server)) {
                others.add(flow);
            } else {
                flow.close();
            }
        }
        return others;
    }
}
