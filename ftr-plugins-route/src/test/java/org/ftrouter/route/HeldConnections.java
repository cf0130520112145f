// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;

/**
 * Connections of the LAN host that began on the fibre, from which the default route has moved away since: nothing but
 * their marks keeps them there. The internet counts what arrives from an uplink under an address that is not of that one.
 */
final class HeldConnections implements AutoCloseable {
    private static final int PORT = 9;
    private static final int LIMIT = 5000;
    private static final Pattern COUNT = Pattern.compile("counter packets (\\d+)");

    private final Map<Family, Pair> pairs = new EnumMap<>(Family.class);
    private final Network network;

    private record Pair(DatagramSocket client, DatagramSocket server, InetAddress to) {}

    private HeldConnections(Network network) {
        this.network = network;
    }

    /** Opens one of each family; our rules stand. */
    static HeldConnections open(Network network, Set<Family> families) throws Exception {
        var held = new HeldConnections(network);
        network.internet.load(java.util.List.of("nft", "-f", "-"), """
                table inet foreign {
                	chain prerouting {
                		type filter hook prerouting priority -300;
                		iifname "isp1" ip saddr != 192.0.2.0/24 counter
                		iifname "isp2" ip saddr != 198.51.100.0/24 counter
                		iifname "isp1" ip6 saddr != { 2001:db8:1::/64, fe80::/10, :: } counter
                		iifname "isp2" ip6 saddr != { 2001:db8:2::/64, fe80::/10, :: } counter
                	}
                }
                """);
        network.router.ip("rule add pref 190 lookup 101\n");
        network.router.ip6("rule add pref 190 lookup 101\n");
        for (Family family : families) {
            InetAddress to = InetAddress.getByName(family == Family.IPV4 ? Network.INTERNET : Network.INTERNET6);
            var pair = new Pair(
                    network.lan.call(() -> new DatagramSocket()),
                    network.internet.call(() -> new DatagramSocket(PORT, to)),
                    to);
            held.pairs.put(family, pair);
        }
        held.assertAlive("at first");
        network.router.ip("rule del pref 190\n");
        network.router.ip6("rule del pref 190\n");
        return held;
    }

    /** Each goes both ways, as it began. */
    void assertAlive(String when) throws Exception {
        for (var entry : pairs.entrySet()) {
            String seen = exchange(entry.getValue());
            assertThat(seen)
                    .as(entry.getKey() + " " + when)
                    .isEqualTo(entry.getKey() == Family.IPV4 ? "192.0.2.2" : "2001:db8:1:0:0:0:0:2");
        }
        assertThat(COUNT.matcher(network.internet.run("nft list table inet foreign"))
                        .results()
                        .map(count -> count.group(1)))
                .as("packets under a foreign source " + when)
                .hasSize(4)
                .containsOnly("0");
    }

    private static String exchange(Pair pair) throws Exception {
        pair.client.setSoTimeout(LIMIT);
        pair.server.setSoTimeout(LIMIT);
        var packet = new DatagramPacket(new byte[1], 1);
        pair.client.send(new DatagramPacket(new byte[1], 1, pair.to, PORT));
        try {
            pair.server.receive(packet);
        } catch (SocketTimeoutException e) {
            return "nothing comes through";
        }
        String seen = packet.getAddress().getHostAddress();
        pair.server.send(packet);
        try {
            pair.client.receive(new DatagramPacket(new byte[1], 1));
        } catch (SocketTimeoutException e) {
            return "no answer to " + seen;
        }
        return seen;
    }

    @Override
    public void close() {
        pairs.values().forEach(pair -> {
            pair.client.close();
            pair.server.close();
        });
    }
}
