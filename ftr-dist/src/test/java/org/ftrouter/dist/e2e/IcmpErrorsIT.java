// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Host;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What somebody behind an uplink says about a connection of the LAN reaches the LAN. Every machine's kernel counts the
 * errors it sends and gets.
 */
@Tag("paired")
class IcmpErrorsIT {
    private static final int KNOCKS = 40;
    private static final int CLOSED_PORT = 9999;
    private static final int BYTES = 200_000;
    private static final int NARROW = 1400;

    private Lab lab;
    private Router router;

    /** What is built. */
    LabBuilder wired() {
        return Lab.builder().families(Family.values());
    }

    @BeforeEach
    void build() throws Exception {
        lab = wired().uplinks(2).build();
        router = new Router(lab);
        lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
        lab.pauseMeter();
        unlimited(lab.internet());
    }

    /**
     * Says each error. Beside the limit for each peer there is one for all together, of 50 at once, and each of them counts
     * for none, one or two, by chance: of 40 one was left out now and then. That one has no switch but this.
     */
    private static void unlimited(Host host) throws Exception {
        host.sysctl("net/ipv4/icmp_ratemask", "0"); // types of which there may be but so many
        host.sysctl("net/ipv6/icmp/ratemask", "0");
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    /** A number that the kernel keeps: {@code Icmp6InPktTooBigs}, or in IPv4 {@code Icmp InDestUnreachs}. */
    private static long counted(Host host, Family family, String what) throws Exception {
        String statistics = host.exec("cat", family == Family.IPV4 ? "/proc/net/snmp" : "/proc/net/snmp6");
        if (family == Family.IPV6) {
            Matcher line = Pattern.compile("(?m)^" + what + "\\s+(\\d+)").matcher(statistics);
            assertThat(line.find()).isTrue();
            return Long.parseLong(line.group(1));
        }
        List<String[]> lines = statistics
                .lines()
                .filter(l -> l.startsWith("Icmp:"))
                .map(l -> l.split(" ", -1))
                .toList();
        return Long.parseLong(lines.get(1)[List.of(lines.get(0)).indexOf(what)]);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aPortThatIsClosedIsToldToWhomeverInTheLanHasAsked(Family family) throws Exception {
        String unreachable = family == Family.IPV4 ? "InDestUnreachs" : "Icmp6InDestUnreachs";
        long before = counted(lab.lan(), family, unreachable);
        List<Long> sentBefore = datagrams(family);
        var arguments = new ArrayList<>(List.of(Integer.toString(KNOCKS), Integer.toString(CLOSED_PORT)));
        arguments.addAll(Addresses.targets(family));

        Process knocker = Router.java(lab.lan(), "knocker.log", Knocker.class, arguments.toArray(String[]::new));
        assertThat(knocker.waitFor()).as(log("knocker.log")).isZero();

        assertThat(log("knocker.log").strip()).isEqualTo("refused " + KNOCKS);
        assertThat(counted(lab.lan(), family, unreachable) - before).isEqualTo(KNOCKS);
        List<Long> sent = datagrams(family);
        long first = sent.get(0) - sentBefore.get(0);
        long second = sent.get(1) - sentBefore.get(1);
        assertThat(first).as("through fibre").isPositive();
        assertThat(second).as("through cable").isPositive();
        assertThat(first + second).isEqualTo(KNOCKS);
    }

    /** UDP to the probes' targets, which probes never are here, as each provider counted it. */
    private List<Long> datagrams(Family family) throws Exception {
        var counts = new ArrayList<Long>();
        for (LabUplink uplink : lab.uplinks()) {
            counts.add(lab.provider(uplink)
                    .counters()
                    .packets(
                            f -> f.protocol() == 17 && Addresses.targets(family).contains(f.target())));
        }
        return counts;
    }

    @Tag("essence")
    @ParameterizedTest
    @EnumSource(Family.class)
    void aPathThatIsNarrowBehindTheProviderIsFoundOutFromTheLan(Family family) throws Exception {
        boolean ipv4 = family == Family.IPV4;
        String in = ipv4 ? "InDestUnreachs" : "Icmp6InPktTooBigs";
        String out = ipv4 ? "OutDestUnreachs" : "Icmp6OutPktTooBigs";
        for (LabUplink uplink : lab.uplinks()) {
            narrow(uplink, family);
        }
        Process server = Router.java(lab.internet(), "bulk-server.log", Bulk.class, "serve");
        try {
            Router.await("it serves", Router.LONG, () -> log("bulk-server.log").contains("ready"));
            for (LabUplink uplink : lab.uplinks()) {
                LabUplink other = lab.uplink(3 - uplink.number());
                long got = counted(lab.lan(), family, in);
                long said = counted(lab.provider(uplink).host(), family, out);
                long silent = counted(lab.provider(other).host(), family, out);

                String destination = bulk(uplink, family);

                assertThat(lab.lan().exec("ip", "route", "get", destination)).contains("mtu " + NARROW);
                long heard = counted(lab.lan(), family, in) - got;
                assertThat(heard).as(uplink.name()).isPositive();
                assertThat(counted(lab.provider(uplink).host(), family, out) - said)
                        .isEqualTo(heard);
                assertThat(counted(lab.provider(other).host(), family, out)).isEqualTo(silent);
            }
        } finally {
            server.destroy();
            server.waitFor();
        }
        assertThat(router.healths()).allMatch(h -> h.endsWith(" up"));
    }

    /**
     * The line behind the provider. The internet knows it (what is too long for the receiving end of such a line is
     * dropped without a word), but still offers to take longer segments; who sends those has to be told by the provider.
     */
    private void narrow(LabUplink uplink, Family family) throws Exception {
        lab.provider(uplink).host().ip(List.of("link set core mtu " + NARROW));
        String shown =
                lab.internet().exec("ip", family == Family.IPV4 ? "-4" : "-6", "route", "show", uplink.network(family));
        String route = shown.strip().replaceAll(" (metric|pref) \\w+", "");
        lab.internet().ip(family, List.of("route change " + route + " mtu " + NARROW + " advmss 1440"));
    }

    /** Full packets both ways over an uplink; returns whom they went to. */
    private String bulk(LabUplink uplink, Family family) throws Exception {
        String network = uplink.network(family);
        String prefix = family == Family.IPV4 ? network.replaceAll("[0-9]+/.*", "") : network.replace(":/64", "");
        String destinations = family == Family.IPV4
                ? Addresses.USERS_PREFIX + ".%d." + uplink.number()
                : Addresses.USERS_PREFIX6 + ":%d::" + uplink.number();
        String log = "bulk-" + uplink.name() + ".log";
        Process client = Router.java(lab.lan(), log, Bulk.class, "ask", prefix, Integer.toString(BYTES), destinations);
        assertThat(client.waitFor()).as(log(log)).isZero();
        assertThat(log(log)).contains("done ");
        return log(log).replaceAll("(?s).*done (\\S+).*", "$1");
    }

    private String log(String name) throws Exception {
        return Files.readString(lab.folder().resolve(name));
    }
}
