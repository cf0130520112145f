// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.testkit.PrivateNetwork;
import org.junit.jupiter.api.Test;

/** The address and gateway of an uplink whose configuration names neither. */
class LearntPathXIT {
    private static final int OWN = 199;

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }

    /** An uplink that learns its addresses and gateways. */
    private static Uplink learning(String device) {
        return new Uplink(
                "fibre",
                device,
                "",
                Set.of(Family.IPV4, Family.IPV6),
                List.of(),
                List.of(),
                1,
                OptionalInt.of(1),
                100,
                1,
                2);
    }

    private static void wires() {
        sh(
                "ip link add up1 type veth peer name isp1",
                "ip link set isp1 up",
                "ip link set up1 up",
                "ip addr add 192.0.2.2/24 dev up1",
                "ip addr add 2001:db8::2/64 dev up1 nodad");
    }

    private static NetworkState state() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            return NetworkState.read(socket, OWN);
        }
    }

    @Test
    void addressAndGatewayAreLearntPerFamilyFromTheBestRouteThroughTheInterface() throws Exception {
        PrivateNetwork.run(() -> {
            wires();
            sh("ip route add default via 192.0.2.8 dev up1 metric 200");
            sh("ip route add default via 192.0.2.1 dev up1 metric 100 table 300");
            sh("ip -6 route add default via fe80::1 dev up1 proto ra");
            Uplink learnt = learning("up1");

            PathFacts ipv4 = state().path(learnt, Family.IPV4);
            PathFacts ipv6 = state().path(learnt, Family.IPV6);

            assertThat(ipv4.source()).contains(address("192.0.2.2"));
            assertThat(ipv4.gateway()).contains(address("192.0.2.1"));
            assertThat(ipv6.source()).contains(address("2001:db8::2"));
            assertThat(ipv6.gateway().map(InetAddress::getAddress))
                    .contains(address("fe80::1").getAddress());
        });
    }

    @Test
    void aPointToPointInterfaceNeedsNoGateway() throws Exception {
        PrivateNetwork.run(() -> {
            sh("ip tuntap add ppp9 mode tun", "ip addr add 10.64.0.2 peer 10.64.0.1 dev ppp9", "ip link set ppp9 up");

            PathFacts facts = state().path(learning("ppp9"), Family.IPV4);

            assertThat(facts.gatewayNeeded()).isFalse();
            assertThat(facts.carrier()).isFalse();
            assertThat(facts.source()).contains(address("10.64.0.2"));
            assertThat(facts.routable()).isTrue();
        });
    }

    @Test
    void tentativeAndLinkLocalAddressesAreNoSourcesAndADeprecatedOneIfThereIsNoOther() throws Exception {
        PrivateNetwork.run(() -> {
            sh(
                    "ip link add up1 type veth peer name isp1",
                    "ip link set up1 up", // the other end is down: duplicate detection cannot finish
                    "ip addr add 2001:db8::2/64 dev up1");
            Uplink learnt = learning("up1");

            assertThat(state().path(learnt, Family.IPV6).source()).isEmpty();
            sh("ip addr add 2001:db8::3/64 dev up1 nodad");
            assertThat(state().path(learnt, Family.IPV6).source()).contains(address("2001:db8::3"));
            sh("ip addr change 2001:db8::3/64 dev up1 preferred_lft 0");
            assertThat(state().path(learnt, Family.IPV6).source()).contains(address("2001:db8::3"));
            sh("ip addr add 2001:db8::4/64 dev up1 nodad");
            assertThat(state().path(learnt, Family.IPV6).source()).contains(address("2001:db8::4"));
        });
    }

    @Test
    void ofSeveralAddressesTheOneThatLastsAndLeadsToTheInternetIsTakenAndKept() throws Exception {
        PrivateNetwork.run(() -> {
            sh("ip link add up1 type veth peer name isp1", "ip link set isp1 up", "ip link set up1 up");
            Uplink learnt = learning("up1");
            for (String better : List.of("fd00::2", "2002::2", "2001:db8::2")) {
                sh("ip addr add " + better + "/64 dev up1 nodad");
            }
            InetAddress chosen = state().path(learnt, Family.IPV6).source().orElseThrow();
            assertThat(chosen).isEqualTo(address("2001:db8::2"));

            sh("ip addr add 2001:db8::9/64 dev up1 nodad"); // the kernel tells of the newest first
            var present = new Path(learnt, Family.IPV6, chosen, Optional.empty());
            assertThat(state().path(learnt, Family.IPV6, Optional.of(present)).source())
                    .contains(chosen);
            sh("ip addr del 2001:db8::2/64 dev up1");
            assertThat(state().path(learnt, Family.IPV6, Optional.of(present)).source())
                    .contains(address("2001:db8::9"));
        });
    }

    @Test
    void privacyAddressesOfTheKernelAreNotTaken() throws Exception {
        PrivateNetwork.run(() -> {
            sh(
                    "ip link add up1 type veth peer name isp1",
                    "ip link set isp1 up",
                    "sysctl -qw net.ipv6.conf.up1.use_tempaddr=2 net.ipv6.conf.up1.accept_dad=0",
                    "ip link set up1 up",
                    "ip addr add 2001:db8::2/64 dev up1 mngtmpaddr valid_lft 7200 preferred_lft 3600 nodad");
            assertThat(state().addresses().stream().filter(a -> a.temporary() && a.family() == Family.IPV6))
                    .isNotEmpty();

            assertThat(state().path(learning("up1"), Family.IPV6).source()).contains(address("2001:db8::2"));
        });
    }

    @Test
    void aDefaultRouteIsLearntWhoeverMadeIt() throws Exception {
        PrivateNetwork.run(() -> {
            wires();
            for (String way : List.of(
                    "proto dhcp src 192.0.2.2 metric 1024", // systemd-networkd
                    "proto dhcp metric 100", // NetworkManager
                    "proto boot", // ifupdown with dhclient
                    "proto static metric 20100",
                    "proto dhcp table 100",
                    "proto zebra onlink")) {
                sh("ip route add default via 192.0.2.1 dev up1 " + way);

                assertThat(state().path(learning("up1"), Family.IPV4).gateway())
                        .as(way)
                        .contains(address("192.0.2.1"));
                sh("ip route del default via 192.0.2.1 dev up1 " + way);
            }
            sh("ip -4 route add default via inet6 fe80::1 dev up1 proto dhcp"); // RFC 5549, as some providers have it
            assertThat(state().path(learning("up1"), Family.IPV4).gateway()).isPresent();
        });
    }
}
