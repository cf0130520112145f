// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.linux.IpSets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Clients that keep to an uplink, over two equal ones among which each connection would be balanced by its ports: twenty
 * sources in each family, each with destinations of its own. With iptables; a subclass has another firewall.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("paired")
class StickyIT {
    private static final int SOURCES = 20;
    private static final int CONNECTIONS = 8;
    private static final String PINS = """
            probe { hold-up = 1s }
            pins = [
              { name = pairs, to = [ 198.19.200.0/24, "2001:db8:feed:200::/64" ], via { fibre = 1, cable = 1 },
                sticky = source-destination }
              { name = all, via { fibre = 1, cable = 1 }, sticky = source, sticky-for = 10m }
            ]
            """;

    private Lab lab;
    private Router router;
    private LabUplink fibre;
    private Visitor client;

    /** The type of the firewall. */
    String firewall() {
        return "iptables";
    }

    /** The lab, all but its uplinks and what is said to the daemon. */
    LabBuilder wired() {
        return Lab.builder().families(Family.values());
    }

    /** Whether it knows source and destination together; iptables does if the kernel has sets of them. */
    boolean knowsPairs() throws IOException {
        try (IpSets sets = IpSets.open()) {
            return sets.knows(IpSets.PAIRS);
        }
    }

    @BeforeAll
    void build() throws Exception {
        lab = wired().uplink("fibre", 1, 1)
                .uplink("cable", 1, 1)
                .config(PINS)
                .firewall(firewall())
                .build();
        router = new Router(lab);
        fibre = lab.uplink("fibre");
        client = new Visitor(lab.lan());
        addSources();
        lab.startDaemon();
        router.awaitAllUp();
        router.forgetForeignPackets();
    }

    private void addSources() throws Exception {
        var lines = new ArrayList<String>();
        var lines6 = new ArrayList<String>();
        for (int i = 1; i <= SOURCES; i++) {
            String source = "10.77.0." + (100 + i);
            String source6 = "fd77::" + (100 + i);
            lines.add("addr add " + source + "/24 dev eth0");
            lines.add("route add 198.19." + i + ".0/24 via " + Addresses.LAN_ROUTER + " src " + source);
            lines6.add("addr add " + source6 + "/64 dev eth0 nodad");
            lines6.add("route add " + prefix6(i) + "::/64 via " + Addresses.LAN_ROUTER6 + " src " + source6);
        }
        lab.lan().ip(lines);
        if (lab.families().contains(Family.IPV6)) {
            lab.lan().ip(Family.IPV6, lines6);
        }
    }

    private static String prefix6(int source) {
        return Addresses.USERS_PREFIX6 + ":" + source;
    }

    @AfterAll
    void remove() throws Exception {
        lab.close();
    }

    @AfterEach
    void allIsWellAgain() throws Exception {
        for (LabUplink uplink : lab.uplinks()) {
            lab.heal(uplink);
        }
        reload(PINS);
        assertThat(router.foreignPackets()).isZero();
    }

    private void reload(String pins) throws Exception {
        String text = Files.readString(lab.config());
        lab.writeConfig(text.substring(0, text.indexOf("probe { hold-up")) + pins);
        assertThat(router.ftr("reload").exitCode()).isZero();
        router.awaitAllUp();
    }

    /** By which uplinks the connections of each source were seen. */
    private Map<String, Set<String>> uplinks(Family family) throws Exception {
        var destinations = new ArrayList<String>();
        for (int i = 1; i <= SOURCES; i++) {
            for (int n = 1; n <= CONNECTIONS; n++) {
                destinations.add(family == Family.IPV4 ? "198.19." + i + "." + n : prefix6(i) + "::" + n);
            }
        }
        List<String> seen = client.visit("tcp", Addresses.ECHO_PORT, destinations.size(), destinations);
        assertThat(seen).hasSameSizeAs(destinations);
        var uplinks = new LinkedHashMap<String, Set<String>>();
        for (int i = 0; i < seen.size(); i++) {
            String source = family + " source " + (i / CONNECTIONS + 1);
            uplinks.computeIfAbsent(source, any -> new TreeSet<>()).add(name(seen.get(i)));
        }
        return uplinks;
    }

    private Map<String, Set<String>> uplinks() throws Exception {
        var uplinks = new LinkedHashMap<String, Set<String>>();
        for (Family family : lab.families()) {
            uplinks.putAll(uplinks(family));
        }
        return uplinks;
    }

    private String name(String seen) {
        return lab.uplinkOf(seen).map(LabUplink::name).orElse(seen);
    }

    @Test
    void eachSourceIsOnOneUplinkAndAllTogetherAreOnBoth() throws Exception {
        Map<String, Set<String>> first = uplinks();

        assertThat(first.values()).hasSize(lab.families().size() * SOURCES).allMatch(uplinks -> uplinks.size() == 1);
        assertThat(first.values()).contains(Set.of("fibre"), Set.of("cable"));
        assertThat(uplinks()).isEqualTo(first);

        reload("probe { hold-up = 1s }\n");
        assertThat(uplinks().values()).as("without the pin").anyMatch(uplinks -> uplinks.size() == 2);
    }

    @Test
    void whoseUplinkFailsMovesAndIsBackNoSoonerThanItsTime() throws Exception {
        Map<String, Set<String>> before = uplinks();

        lab.fault(fibre, Fault.BLACKHOLE);
        router.awaitHealth(fibre, "down");
        Router.await(
                "the routes are changed",
                Router.LONG,
                () -> uplinks().values().stream().allMatch(Set.of("cable")::equals));
        lab.heal(fibre);
        router.awaitHealth(fibre, "up");
        Map<String, Set<String>> healed = uplinks();

        assertThat(before.values()).contains(Set.of("fibre"));
        assertThat(healed.values()).containsOnly(Set.of("cable"));

        reload(PINS.replace("sticky-for = 10m", "sticky-for = 1s"));
        assertThat(router.status().getAsJsonArray("pins").toString()).contains("\"sticky_seconds\":1");
        Router.await("sources are on the fibre again", Router.LONG, () -> {
            Router.live(Duration.ofSeconds(2));
            return uplinks().values().stream().anyMatch(uplinks -> uplinks.contains("fibre"));
        });
    }

    @Test
    void neitherReloadNorRestartForgetsWhoKeepsToWhat() throws Exception {
        Map<String, Set<String>> before = uplinks();

        reload(PINS.replace("pins = [", "pins = [ { name = new, to = 198.19.100.0/24, via = fibre }"));
        assertThat(uplinks()).isEqualTo(before);
        lab.killDaemon();
        assertThat(uplinks()).isEqualTo(before);
        lab.startDaemon();
        router.awaitAllUp();
        assertThat(uplinks()).isEqualTo(before);
        reload(PINS);

        assertThat(uplinks()).isEqualTo(before);
    }

    @Test
    void aSourceKeepsAnUplinkForEachDestinationWhereTheFirewallKnowsPairs() throws Exception {
        for (Family family : lab.families()) {
            String network = family == Family.IPV4 ? "198.19.200." : prefix6(200) + "::";
            List<String> destinations =
                    IntStream.rangeClosed(1, 16).mapToObj(i -> network + i).toList();

            List<String> seen = client.visit("tcp", Addresses.ECHO_PORT, 16 * CONNECTIONS, destinations);

            assertThat(seen).hasSize(16 * CONNECTIONS).doesNotContain("none");
            for (int i = 0; i < seen.size(); i++) {
                assertThat(seen.get(i))
                        .as("destination " + family + " " + i % 16)
                        .isEqualTo(seen.get(i % 16));
            }
            assertThat(Set.copyOf(seen)).hasSize(knowsPairs() ? 2 : 1);
        }
    }
}
