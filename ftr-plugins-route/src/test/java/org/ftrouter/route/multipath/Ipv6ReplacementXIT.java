// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;
import static org.ftrouter.api.testkit.TestUplinks.plan;
import static org.ftrouter.route.multipath.Bench.backend;
import static org.ftrouter.route.multipath.Bench.inNetwork;
import static org.ftrouter.route.multipath.Bench.uplinks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.route.multipath.Bench.Hammer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What this kernel does while an IPv6 multipath route is changed, by way of changing it: see docs/decisions. */
class Ipv6ReplacementXIT {
    private static final int CHANGES = 500;
    private static final int MOST = 200;
    private static final long ENOUGH = 5_000;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String TWICE =
            hops(1) + " nexthop via 2001:db8:3::1 dev up3 nexthop via 2001:db8:3::1 dev up3";

    @TempDir
    Path folder;

    /** A way to change the members of the default route of table 200, as lines for {@code ip -6 -batch}. */
    private enum Way {
        /** One replace. */
        REPLACE {
            @Override
            List<String> change(String hops) {
                return List.of("route replace default table 200 metric 1000" + hops);
            }
        },
        /** The new one is made in front, then in the old one's place, then taken away in front. */
        IN_FRONT {
            @Override
            List<String> change(String hops) {
                return List.of(
                        "route replace default table 200 metric 999" + hops,
                        "route replace default table 200 metric 1000" + hops,
                        "route del default table 200 metric 999");
            }
        },
        /** A group of nexthop objects, which the route names. */
        OBJECTS {
            @Override
            List<String> change(String hops) {
                String members = IntStream.rangeClosed(1, 3)
                        .filter(i -> hops.contains("dev up" + i))
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining("/"));
                return List.of("nexthop replace id 100 group " + members);
            }

            @Override
            void prepare() {
                for (int i = 1; i <= 3; i++) {
                    sh("ip nexthop add id " + i + " via 2001:db8:" + i + "::1 dev up" + i);
                }
                sh("ip nexthop add id 100 group 1/2/3", "ip -6 route add default nhid 100 table 200 metric 1000");
            }
        };

        abstract List<String> change(String hops);

        void prepare() {
            sh("ip -6 route add default table 200 metric 1000" + hops(1, 2, 3));
        }
    }

    private static String hops(int... uplinks) {
        return IntStream.of(uplinks)
                .mapToObj(i -> " nexthop via 2001:db8:" + i + "::1 dev up" + i)
                .collect(Collectors.joining());
    }

    private static String table200() {
        return sh("ip -6 route show table 200");
    }

    private static void prepare(Way way) {
        sh("ip -6 rule add priority 90 lookup main suppress_prefixlength 0", "ip -6 rule add priority 100 lookup 200");
        way.prepare();
    }

    @Test
    void noWayOfChangingMembersFailsALookUp() throws Exception {
        for (Way way : Way.values()) {
            inNetwork(3, () -> {
                prepare(way);
                var lines = new ArrayList<String>();
                for (int i = 0; i < CHANGES; i++) {
                    lines.addAll(way.change(hops(1, 2)));
                    lines.addAll(way.change(hops(i % 3 + 1)));
                    lines.addAll(way.change(hops(1, 2, 3)));
                }
                Path batch = Files.write(folder.resolve(way.name()), lines);
                try (var hammer = new Hammer(Family.IPV6)) {
                    long start = System.nanoTime();
                    int batches = 0;
                    for (; batches < MOST && hammer.lookUps() < ENOUGH; batches++) {
                        sh((way == Way.OBJECTS ? "ip" : "ip -6") + " -batch " + batch);
                    }
                    int changes = batches * 3 * CHANGES;
                    double micros = (System.nanoTime() - start) / 1e3 / changes;
                    int failed = hammer.failures().size();
                    System.out.printf(
                            Locale.ROOT,
                            "%s: %d changes, %.0f us each, %d of %d look-ups failed%n",
                            way,
                            changes,
                            micros,
                            failed,
                            hammer.lookUps());
                    assertThat(hammer.lookUps()).isGreaterThanOrEqualTo(ENOUGH);
                    assertThat(hammer.failures()).isEmpty();
                }
            });
        }
    }

    @Test
    void aRefusedHopLeavesTheOldRouteInPlace() throws Exception {
        for (Way way : List.of(Way.REPLACE, Way.IN_FRONT)) {
            inNetwork(3, () -> {
                prepare(way);

                String refused = sh("ip -6 " + way.change(TWICE).get(0) + " 2>&1 || true");

                assertThat(refused).contains("File exists");
                assertThat(table200()).contains("dev up1", "dev up2", "dev up3").doesNotContain("metric 999");
            });
        }
    }

    @Test
    void aHopSurvivesALostCarrierUnlessItIsANexthopObject() throws Exception {
        for (Way way : List.of(Way.REPLACE, Way.OBJECTS)) {
            inNetwork(3, () -> {
                prepare(way);
                sh("ip link set isp3 down"); // takes the carrier of up3, and may tell so most of a second late
                await(() -> way == Way.OBJECTS
                        ? !sh("ip nexthop").contains("id 3 ")
                        : table200().contains("linkdown"));
                sh("ip link set isp3 up");
                await(() -> !sh("ip link show up3").contains("NO-CARRIER"));

                assertThat(table200().contains("dev up3")).as(way.name()).isEqualTo(way == Way.REPLACE);
            });
        }
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).isLessThan(LONG.toNanos());
        }
    }

    @Test
    void aHopThatTheKernelTakesOnlyOnceIsLeftOutAndTheOthersStay() throws Exception {
        inNetwork(2, () -> {
            MultipathBackend backend = backend(folder);
            List<Uplink> uplinks = new ArrayList<>(uplinks(2, Family.IPV6));
            backend.apply(plan(uplinks, 0, 1));
            sh("ip addr add 2001:db8:2::77/64 nodad dev up2");
            RoutePlan three = withSameGateway(plan(uplinks, 0, 1));

            RouteException refused = Assertions.catchThrowableOfType(RouteException.class, () -> backend.apply(three));

            assertThat(refused.reason()).isEqualTo(RouteException.Reason.PARTIAL);
            assertThat(refused)
                    .hasMessageContaining("uplink u3/IPv6 is left out: it has the interface and IPv6 gateway");
            assertThat(table200()).contains("nexthop via 2001:db8:1::1", "nexthop via 2001:db8:2::1");
            int writes = backend.writes();
            assertThat(Assertions.catchThrowable(() -> backend.apply(three))).hasSameClassAs(refused);
            assertThat(backend.writes()).isEqualTo(writes);
        });
    }

    /** Another uplink on the interface and with the gateway of the second. */
    private static RoutePlan withSameGateway(RoutePlan plan) {
        Uplink third = TestUplinks.uplink(3, Family.IPV6);
        var uplink = new Uplink(
                third.name(),
                "up2",
                "",
                third.families(),
                List.of(TestUplinks.ip("2001:db8:2::77")),
                List.of(TestUplinks.ip("2001:db8:2::1")),
                1,
                third.priority(),
                third.table(),
                third.mark(),
                third.probeMark());
        var path = TestUplinks.path(uplink, Family.IPV6);
        var uplinks = new ArrayList<>(plan.uplinks());
        var paths = new ArrayList<>(plan.paths());
        var hops = new ArrayList<>(plan.hops());
        uplinks.add(uplink);
        paths.add(path);
        hops.add(new NextHop(path, 1));
        return new RoutePlan(plan.layout(), plan.downlinks(), uplinks, paths, hops);
    }
}
