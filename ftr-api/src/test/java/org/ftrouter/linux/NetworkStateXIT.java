// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;

import java.net.InetAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.testkit.PrivateNetwork;
import org.ftrouter.linux.NetworkWatch.Events;
import org.junit.jupiter.api.Test;

class NetworkStateXIT {
    private static final int OWN = 199;
    private static final Duration WHILE = Duration.ofSeconds(10);

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }

    private static Uplink uplink(String device, List<InetAddress> addresses, List<InetAddress> gateways) {
        return new Uplink(
                "fibre",
                device,
                "",
                Set.of(Family.IPV4, Family.IPV6),
                addresses,
                gateways,
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
    void linksAddressesAndDefaultRoutesAreRead() throws Exception {
        PrivateNetwork.run(() -> {
            wires();
            sh("ip route add default via 192.0.2.1 dev up1 metric 100");
            sh("ip route add default via 192.0.2.9 dev up1 table 77 proto 199");

            NetworkState state = state();

            NetworkLink link = state.link("up1").orElseThrow();
            assertThat(link.up()).isTrue();
            assertThat(link.carrier()).isTrue();
            assertThat(link.pointToPoint()).isFalse();
            assertThat(state.link("lo")).isPresent();
            assertThat(state.addresses())
                    .anySatisfy(a -> {
                        assertThat(a.local()).isEqualTo(address("192.0.2.2"));
                        assertThat(a.prefixLength()).isEqualTo(24);
                        assertThat(a.link()).isEqualTo(link.index());
                        assertThat(a.usable()).isTrue();
                    })
                    .anySatisfy(a -> assertThat(a.local()).isEqualTo(address("2001:db8::2")));
            assertThat(state.defaults()).singleElement().satisfies(r -> {
                assertThat(r.metric()).isEqualTo(100);
                assertThat(r.table()).isEqualTo(254);
                assertThat(r.hops())
                        .containsExactly(new NetworkHop(link.index(), Optional.of(address("192.0.2.1")), 1));
            });
        });
    }

    @Test
    void aConfiguredAddressMustBeOnTheInterface() throws Exception {
        PrivateNetwork.run(() -> {
            wires();
            NetworkState state = state();

            Uplink here = uplink("up1", List.of(address("192.0.2.2")), List.of(address("192.0.2.1")));
            Uplink elsewhere = uplink("up1", List.of(address("192.0.2.3")), List.of(address("192.0.2.1")));

            assertThat(state.path(here, Family.IPV4).source()).contains(address("192.0.2.2"));
            assertThat(state.path(here, Family.IPV4).routable()).isTrue();
            assertThat(state.path(elsewhere, Family.IPV4).source()).isEmpty();
            assertThat(state.path(elsewhere, Family.IPV4).routable()).isFalse();
            assertThat(state.path(uplink("ppp7", List.of(), List.of()), Family.IPV4))
                    .isEqualTo(PathFacts.NONE);
        });
    }

    @Test
    void carrierLossAndCountersShow() throws Exception {
        PrivateNetwork.run(() -> {
            wires();
            Uplink uplink = uplink("up1", List.of(), List.of());
            assertThat(state().path(uplink, Family.IPV4).txPackets()).isGreaterThanOrEqualTo(0);

            sh("ip link set isp1 down");

            assertThat(state().path(uplink, Family.IPV4).up()).isTrue();
            assertThat(state().path(uplink, Family.IPV4).carrier()).isFalse();
        });
    }

    @Test
    void everyKindOfChangeIsTold() throws Exception {
        PrivateNetwork.run(() -> {
            wires();
            try (NetworkWatch watch = NetworkWatch.open()) {
                sh("ip addr add 192.0.2.7/24 dev up1");
                assertThat(next(watch, Events::address)).isTrue();
                sh("ip route add 198.51.100.0/24 via 192.0.2.1");
                assertThat(next(watch, Events::route)).isTrue();
                sh("ip rule add to 198.51.100.1 priority 5 lookup main");
                assertThat(next(watch, Events::rule)).isTrue();
                sh("ip link set isp1 down");
                assertThat(next(watch, Events::link)).isTrue();
                sh("ip -6 rule add to 2001:db8::1 priority 5 lookup main");
                assertThat(next(watch, Events::rule)).isTrue();
            }
        });
    }

    /** Without lines, whose routes the kernel makes when it likes. */
    @Test
    void ofRoutesThatArePassedOverNothingIsTold() throws Exception {
        PrivateNetwork.run(() -> {
            try (NetworkWatch watch = NetworkWatch.open()) {
                watch.passOverRoutesOf(OWN);
                for (String version : List.of("-4", "-6")) {
                    sh("ip " + version + " route add unreachable default metric 9 table 300 proto " + OWN);
                    sh("ip " + version + " route del unreachable default metric 9 table 300");
                }
                sh("ip rule add to 198.51.100.1 priority 5 lookup main");
                Events told = Events.NONE;
                while (!told.rule()) {
                    told = watch.await(WHILE);
                    assertThat(told.any()).isTrue();
                    assertThat(told.route()).isFalse();
                }
                sh("ip route add unreachable default metric 9 table 300 proto 200");
                assertThat(next(watch, Events::route)).isTrue();
            }
        });
    }

    private static boolean next(NetworkWatch watch, java.util.function.Predicate<Events> wanted) throws Exception {
        long start = System.nanoTime();
        while (System.nanoTime() - start < WHILE.toNanos()) {
            if (wanted.test(watch.await(WHILE))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void withoutAChangeTheWaitEndsWithItsTime() throws Exception {
        PrivateNetwork.run(() -> {
            try (NetworkWatch watch = NetworkWatch.open()) {
                assertThat(watch.await(Duration.ofMillis(1))).isEqualTo(Events.NONE);
            }
        });
    }

    @Test
    void closingFromAnotherThreadEndsTheWait() throws Exception {
        PrivateNetwork.run(() -> {
            NetworkWatch watch = NetworkWatch.open();
            var waiter = CompletableFuture.runAsync(() -> {
                try {
                    while (true) {
                        watch.await(Duration.ofMinutes(1));
                    }
                } catch (java.io.IOException e) {
                    assertThat(e).isInstanceOf(ClosedChannelException.class);
                }
            });

            watch.close();

            waiter.get(10, java.util.concurrent.TimeUnit.SECONDS);
            assertThatThrownBy(() -> watch.await(Duration.ZERO)).isInstanceOf(ClosedChannelException.class);
        });
    }

    @Test
    void lostEventsAreToldAndTheWatchGoesOn() throws Exception {
        PrivateNetwork.run(() -> {
            wires();
            try (NetworkWatch watch = NetworkWatch.open()) {
                sh("for hop in $(seq 1 40000); do echo route replace 198.51.100.0/24 via 192.0.2.$((hop % 2 + 8)); done"
                        + " | ip -batch -");

                assertThat(next(watch, Events::lost)).isTrue();
                sh("ip addr add 192.0.2.7/24 dev up1");
                assertThat(next(watch, Events::address)).isTrue();
            }
        });
    }

    @Test
    void aStateIsReadWholeOrNotAtAllWhileOthersChangeIt() throws Exception {
        PrivateNetwork.run(() -> {
            wires();
            Process churn = new ProcessBuilder(
                            "sh",
                            "-c",
                            "for i in $(seq 1 100); do ip addr add 192.0.2.77/24 dev up1; ip link add x type veth;"
                                    + " ip link del x; ip addr del 192.0.2.77/24 dev up1; done 2>&1")
                    .start();
            int whole = 0;
            try {
                while (churn.isAlive()) {
                    try {
                        assertThat(state().link("up1")).isPresent();
                        whole++;
                    } catch (LinuxException e) {
                        assertThat(e.errno()).isEqualTo(LinuxException.EBUSY);
                    }
                }
            } finally {
                churn.destroy();
            }
            assertThat(whole).isPositive();
        });
    }

    @Test
    void theKernelsRefusalKeepsItsWords() throws Exception {
        PrivateNetwork.run(() -> {
            wires();
            try (NetlinkSocket socket = NetlinkSocket.open()) {
                int link = state().link("up1").orElseThrow().index();
                var offLink = NetworkRoute.defaultThrough(
                        Family.IPV4,
                        300,
                        0,
                        OWN,
                        Optional.empty(),
                        List.of(new NetworkHop(link, Optional.of(address("203.0.113.1")), 1)));

                assertThatThrownBy(() -> socket.add(offLink))
                        .isInstanceOf(LinuxException.class)
                        .hasMessageContaining("ENETUNREACH")
                        .hasMessageContaining("Nexthop has invalid gateway");
            }
        });
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() throws Exception {
        PrivateNetwork.run(() -> {
            wires();
            try (NetlinkSocket socket = NetlinkSocket.open()) {
                int link = state().link("up1").orElseThrow().index();
                var routes = new ArrayList<NetworkRoute>();
                for (Family family : Family.values()) {
                    boolean four = family == Family.IPV4;
                    InetAddress first = address(four ? "192.0.2.1" : "2001:db8::11");
                    InetAddress second = address(four ? "192.0.2.9" : "2001:db8::12");
                    var one = new NetworkHop(link, Optional.of(first), 1);
                    var two = new NetworkHop(link, Optional.of(second), 256);
                    var source = Optional.of(address(four ? "192.0.2.2" : "2001:db8::2"));
                    var three = new NetworkHop(link, Optional.of(first), 3);
                    routes.add(NetworkRoute.defaultThrough(family, 300, 1, OWN, source, List.of(one)));
                    routes.add(NetworkRoute.defaultThrough(
                            family, 70000, 1000, OWN, Optional.empty(), List.of(three, two)));
                    routes.add(NetworkRoute.unreachableDefault(family, 300, 4_000_000_000L, OWN));
                    for (NetworkRoute route : routes) {
                        socket.replace(route);
                    }

                    assertThat(socket.routesOf(family, OWN))
                            .extracting(f -> f.object().asked())
                            .containsExactlyInAnyOrderElementsOf(routes);
                    for (NetlinkFound<NetworkRoute> found : socket.routesOf(family, OWN)) {
                        socket.delete(found);
                    }
                    assertThat(socket.routesOf(family, OWN)).isEmpty();
                    routes.clear();
                    rulesAreReadBack(socket, family, source.get());
                }
            }
        });
    }

    @Test
    void routesAreReplacedTogetherButForTheRefusedOnes() throws Exception {
        PrivateNetwork.run(() -> {
            wires();
            try (NetlinkSocket socket = NetlinkSocket.open()) {
                int link = state().link("up1").orElseThrow().index();
                var routes = new ArrayList<NetworkRoute>();
                for (int table = 300; table < 400; table++) { // more than fit into the first buffer
                    for (String gateway : List.of("192.0.2.1", "203.0.113.1", "2001:db8::11")) { // the second: off link
                        var hop = new NetworkHop(link, Optional.of(address(gateway)), 1);
                        Family family = Family.of(address(gateway));
                        routes.add(NetworkRoute.defaultThrough(
                                family, table, gateway.length(), OWN, Optional.empty(), List.of(hop)));
                    }
                }

                assertThat(socket.replaceTogether(routes)).isEqualTo(200);
                assertThat(socket.replaceTogether(List.of())).isZero();

                assertThat(socket.routesOf(Family.IPV4, OWN)).hasSize(100);
                assertThat(socket.routesOf(Family.IPV6, OWN)).hasSize(100);
            }
        });
    }

    private static void rulesAreReadBack(NetlinkSocket socket, Family family, InetAddress source) throws Exception {
        List<NetworkRule> rules = List.of(
                NetworkRule.all(family, 10, 300, OWN).marked(0x10, 0xff),
                NetworkRule.all(family, 11, 254, OWN).suppressing(0),
                NetworkRule.all(family, 12, 70000, OWN).from(source),
                NetworkRule.unreachable(family, 13, OWN));
        for (NetworkRule rule : rules) {
            socket.add(rule);
        }
        List<NetlinkFound<NetworkRule>> own = socket.rules(family).stream()
                .filter(r -> r.object().protocol() == OWN)
                .toList();
        assertThat(own).extracting(NetlinkFound::object).containsExactlyElementsOf(rules);
        for (NetlinkFound<NetworkRule> found : own) {
            socket.delete(found);
        }
        assertThat(socket.rules(family)).noneMatch(r -> r.object().protocol() == OWN);
    }

    @Test
    void oneLinkIsReadByItself() throws Exception {
        PrivateNetwork.run(() -> {
            wires();
            int index = state().link("up1").orElseThrow().index();
            try (NetlinkSocket socket = NetlinkSocket.open()) {
                NetworkLink link = socket.link(index).orElseThrow();
                assertThat(link.name()).isEqualTo("up1");
                assertThat(link.isSameButCounters(state().link("up1").orElseThrow()))
                        .isTrue();

                sh("ip link set up1 down");
                assertThat(socket.link(index).orElseThrow().up()).isFalse();

                sh("ip link del up1");
                assertThat(socket.link(index)).isEmpty();
                assertThat(socket.links()).extracting(NetworkLink::name).containsExactly("lo");
            }
        });
    }
}
