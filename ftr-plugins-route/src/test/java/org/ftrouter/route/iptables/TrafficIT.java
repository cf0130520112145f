// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.RoutePlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real connections through a router with our rules. Its default route is the cable; the fibre is the other uplink. */
@Timeout(60)
class TrafficIT {
    private static final Set<Family> BOTH = Set.of(Family.IPV4, Family.IPV6);
    private static final String FIBRE = "192.0.2.2";
    private static final String CABLE = "198.51.100.2";
    private final RoutePlan plan = Plans.plan(
            Plans.LAN,
            Plans.uplink(1, "fibre", "eth1", BOTH, FIBRE, "2001:db8:1::2"),
            Plans.uplink(2, "cable", "eth2", BOTH)); // dynamic
    private final RoutePlan ipv4 =
            Plans.plan(Plans.LAN, Plans.fibre(), Plans.uplink(2, "cable", "eth2", Set.of(Family.IPV4)));
    private Network network;

    @BeforeEach
    void open() throws Exception {
        network = new Network();
    }

    @AfterEach
    void close() {
        network.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void aConnectionFromOutsideIsAnsweredThroughTheUplinkItCameInOn(Variant variant) throws Exception {
        load(variant, new RestoreFile(ipv4, true).text().replaceAll("(?m)^# (-A PREROUTING .* DNAT)", "$1"));

        assertThat(network.reachesLanHost(FIBRE, 80)).isTrue();
        assertThat(network.reachesLanHost(CABLE, 80)).isTrue();
        assertThat(network.reachesLanHost(FIBRE, 81))
                .as("what no recipe lets in")
                .isFalse();

        change(variant, "*mangle\n-D FTR_PRE 1\nCOMMIT\n");
        assertThat(network.reachesLanHost(FIBRE, 80)).as("without the restore").isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void eachUplinkTranslatesToItsOwnAddress(Variant variant) throws Exception {
        install(variant);
        assertThat(seen()).as("dynamic").isEqualTo(CABLE);
        assertThat(seen6()).as("dynamic").isEqualTo("2001:db8:2:0:0:0:0:2");

        String pin =
                "*mangle\n-A PREROUTING -i eth0 -m conntrack --ctstate NEW -j MARK --set-xmark 0x100/0xff00\nCOMMIT\n";
        change(variant, pin);
        network.router.load(List.of(variant.program(Family.IPV6, "restore"), "--noflush"), pin);
        assertThat(seen()).as("static, forced by a rule behind ours").isEqualTo(FIBRE);
        assertThat(seen6()).as("static").isEqualTo("2001:db8:1:0:0:0:0:2");
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void theRecipesForceByPortAndGiveAFurtherAddress(Variant variant) throws Exception {
        String text = new RestoreFile(ipv4, true).text();
        assertThat(text).contains("# -A FTR_PRE -i eth0 -p tcp -m tcp --dport 25", "# -A POSTROUTING -s 192.168.0.20");

        load(
                variant,
                text.replaceAll("# (-A FTR_PRE .* --dport 25)", "$1")
                        .replace("# -A POSTROUTING -s 192.168.0.20", "-A POSTROUTING -s 192.168.0.10")
                        .replace("203.0.113.10", "192.0.2.3"));

        assertThat(network.seenSource(network.lan, Network.INTERNET, 25)).isEqualTo("192.0.2.3");
        assertThat(network.seenSource(network.lan, Network.INTERNET, 26)).isEqualTo(CABLE);
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void theRouterItselfMayUseAnyOfItsAddresses(Variant variant) throws Exception {
        load(variant, new RestoreFile(ipv4, true).text());
        assertThat(network.seenSource(network.router, Network.INTERNET, 80)).isEqualTo(CABLE);

        network.router.ip("rule add pref 104 from 192.0.2.3 lookup 101\n");
        network.router.ip("route replace default via 192.0.2.1 src 192.0.2.3 table 102\n");
        assertThat(network.seenSource(network.router, Network.INTERNET, 80)).isEqualTo("192.0.2.3");
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void markBitsOfOtherProgramsAndProbeMarksSurvive(Variant variant) throws Exception {
        change(variant, """
                *mangle
                -A PREROUTING -i eth0 -j MARK --set-xmark 0x1/0x1
                -A PREROUTING -i eth0 -j CONNMARK --set-xmark 0x20001/0x20001
                -A OUTPUT -p tcp --dport 7 -j MARK --set-xmark 0x8201/0xff01
                -A POSTROUTING -o eth2 -p tcp --dport 80 -m connmark --mark 0x20201
                -A POSTROUTING -o eth2 -p tcp --dport 80 -m mark --mark 0x201 -m conntrack ! --ctstate NEW
                -A POSTROUTING -o eth2 -p tcp --dport 7 -m mark --mark 0x8201 -m connmark --mark 0x0
                COMMIT
                """);
        install(variant);

        seen();
        network.seenSource(network.router, Network.INTERNET, 7);

        String counted = network.router.run(variant.program(Family.IPV4, "save") + " -c -t mangle");
        assertThat(counted.lines())
                .filteredOn(line -> line.contains("-A POSTROUTING -o eth2"))
                .hasSize(3)
                .noneMatch(line -> line.startsWith("[0:0]"));
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void anEstablishedConnectionStaysWhenTheDefaultRouteMoves(Variant variant) throws Exception {
        install(variant);
        try (DatagramSocket server = network.internet.call(() -> new DatagramSocket(9, address(Network.INTERNET)));
                DatagramSocket client = network.lan.call(() -> new DatagramSocket())) {
            assertThat(exchange(client, server)).isEqualTo(CABLE);

            network.router.ip("rule add pref 190 lookup 101\n");

            assertThat(exchange(client, server)).isEqualTo(CABLE);
        }
        assertThat(seen()).as("a new connection").isEqualTo(FIBRE);
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void theFilterExampleKeepsTheInternetOut(Variant variant) throws Exception {
        load(variant, new RestoreFile(ipv4, true).text());

        assertThat(network.seenSource(network.router, Network.INTERNET, 80)).isEqualTo(CABLE);
        assertThat(seen()).isEqualTo(CABLE);
        assertThat(pings(network.internet, FIBRE)).isTrue();
        assertThat(pings(network.lan, Network.INTERNET)).isTrue();

        network.internet.ip("route add 192.168.0.0/24 via 192.0.2.2\n");
        assertThat(pings(network.internet, "192.168.0.10")).isFalse();
        assertThat(network.reachesLanHost("192.168.0.10", 80)).isFalse();
    }

    private static boolean pings(Netns from, String target) throws Exception {
        return from.call(() -> address(target).isReachable(1000));
    }

    private String seen() throws Exception {
        return network.seenSource(network.lan, Network.INTERNET, 80);
    }

    private String seen6() throws Exception {
        return network.seenSource(network.lan, Network.INTERNET6, 80);
    }

    /** The source that the server sees; the answer must come back. */
    private static String exchange(DatagramSocket client, DatagramSocket server) throws Exception {
        client.setSoTimeout(2000);
        server.setSoTimeout(2000);
        var packet = new DatagramPacket(new byte[1], 1);
        client.send(new DatagramPacket(new byte[1], 1, address(Network.INTERNET), 9));
        server.receive(packet);
        String seen = packet.getAddress().getHostAddress();
        server.send(packet);
        try {
            client.receive(new DatagramPacket(new byte[1], 1));
        } catch (SocketTimeoutException e) {
            return "no answer to " + seen;
        }
        return seen;
    }

    private void install(Variant variant) throws Exception {
        var tools = new Tools(new TimedCommands(Duration.ofSeconds(20)), variant);
        network.router.call(() -> {
            new ManagedRules(tools, new Lines()).install(plan);
            return true;
        });
    }

    private void load(Variant variant, String text) throws Exception {
        network.router.load(List.of(variant.program(Family.IPV4, "restore")), text);
    }

    private void change(Variant variant, String text) throws Exception {
        network.router.load(List.of(variant.program(Family.IPV4, "restore"), "--noflush"), text);
    }

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }
}
