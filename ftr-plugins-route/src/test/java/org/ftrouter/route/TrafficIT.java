// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.RoutePlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
    @MethodSource("org.ftrouter.route.Firewall#all")
    void aConnectionFromOutsideIsAnsweredThroughTheUplinkItCameInOn(Firewall firewall) throws Exception {
        load(firewall, firewall.withServers(firewall.render(ipv4, true)));

        assertThat(network.reachesLanHost(FIBRE, 80)).isTrue();
        assertThat(network.reachesLanHost(CABLE, 80)).isTrue();
        assertThat(network.reachesLanHost(FIBRE, 81))
                .as("what no recipe lets in")
                .isFalse();

        firewall.removeRestore(network.router);
        assertThat(network.reachesLanHost(FIBRE, 80)).as("without the restore").isFalse();
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void eachUplinkTranslatesToItsOwnAddress(Firewall firewall) throws Exception {
        install(firewall);
        assertThat(seen()).as("dynamic").isEqualTo(CABLE);
        assertThat(seen6()).as("dynamic").isEqualTo("2001:db8:2:0:0:0:0:2");

        firewall.pin(network.router);
        assertThat(seen()).as("static, forced by a rule behind ours").isEqualTo(FIBRE);
        assertThat(seen6()).as("static").isEqualTo("2001:db8:1:0:0:0:0:2");
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void theRecipesForceByPortAndGiveAFurtherAddress(Firewall firewall) throws Exception {
        String text = firewall.render(ipv4, true);
        String changed = firewall.withPinAndSource(text);
        assertThat(changed).isNotEqualTo(text);

        load(firewall, changed);

        assertThat(network.seenSource(network.lan, Network.INTERNET, 25)).isEqualTo("192.0.2.3");
        assertThat(network.seenSource(network.lan, Network.INTERNET, 26)).isEqualTo(CABLE);
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void theRouterItselfMayUseAnyOfItsAddresses(Firewall firewall) throws Exception {
        load(firewall, firewall.render(ipv4, true));
        assertThat(network.seenSource(network.router, Network.INTERNET, 80)).isEqualTo(CABLE);

        network.router.ip("rule add pref 104 from 192.0.2.3 lookup 101\n");
        network.router.ip("route replace default via 192.0.2.1 src 192.0.2.3 table 102\n");
        assertThat(network.seenSource(network.router, Network.INTERNET, 80)).isEqualTo("192.0.2.3");
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void markBitsOfOtherProgramsAndProbeMarksSurvive(Firewall firewall) throws Exception {
        firewall.foreignMarks(network.router);
        install(firewall);

        seen();
        seen6();
        network.seenSource(network.router, Network.INTERNET, 7);
        network.seenSource(network.router, Network.INTERNET6, 7);

        assertThat(firewall.counts(network.router)).hasSize(6).doesNotContain(0L);
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void anEstablishedConnectionStaysWhenTheDefaultRouteMoves(Firewall firewall) throws Exception {
        install(firewall);
        try (DatagramSocket server = network.internet.call(() -> new DatagramSocket(9, address(Network.INTERNET)));
                DatagramSocket client = network.lan.call(() -> new DatagramSocket())) {
            assertThat(exchange(client, server)).isEqualTo(CABLE);

            network.router.ip("rule add pref 190 lookup 101\n");

            assertThat(exchange(client, server)).isEqualTo(CABLE);
        }
        assertThat(seen()).as("a new connection").isEqualTo(FIBRE);
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void theFilterExampleKeepsTheInternetOut(Firewall firewall) throws Exception {
        load(firewall, firewall.render(ipv4, true));

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

    private void install(Firewall firewall) throws Exception {
        firewall.apply(network.router, plan);
    }

    private void load(Firewall firewall, String text) throws Exception {
        firewall.load(network.router, text);
    }

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }
}
