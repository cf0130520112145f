// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;
import static org.ftrouter.api.testkit.TestUplinks.plan;
import static org.ftrouter.route.multipath.Bench.backend;
import static org.ftrouter.route.multipath.Bench.everything;
import static org.ftrouter.route.multipath.Bench.inNetwork;
import static org.ftrouter.route.multipath.Bench.routes;
import static org.ftrouter.route.multipath.Bench.uplinks;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.route.multipath.Bench.Hammer;
import org.ftrouter.route.multipath.MultipathBackend.NexthopGroups;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NexthopGroupXIT {
    private static final int FLOWS = 1000;

    @TempDir
    Path folder;

    private static RoutePlan members(int... members) {
        return plan(uplinks(3, Family.IPV4), members);
    }

    private static String nexthops() {
        return sh("ip nexthop").replaceAll(" unbalanced_time \\d+", "");
    }

    /** The interface through which the datagram of each of a thousand UDP flows of the router leaves, as it is counted there. */
    private static List<String> flows() throws Exception {
        sh("sysctl -qw net.ipv6.conf.all.disable_ipv6=1"); // its own packets would be counted
        for (int i = 1; i <= 3 && sh("ip -o link").contains(" up" + i + "@"); i++) {
            sh("ip neighbour replace 10." + i + ".0.1 lladdr 02:00:00:00:00:0" + i + " dev up" + i + " nud permanent");
        }
        var flows = new ArrayList<String>();
        for (int i = 0; i < FLOWS; i++) {
            Map<String, Long> before = sent();
            try (var socket = new DatagramSocket(20_000 + i)) {
                socket.send(new DatagramPacket(new byte[1], 1, TestPath.address("203.0.113." + (1 + i % 250)), 443));
            }
            Map<String, Long> after = sent();
            flows.add(after.keySet().stream()
                    .filter(device -> !after.get(device).equals(before.get(device)))
                    .collect(Collectors.joining(" and ")));
        }
        return flows;
    }

    /** How many packets have left through each uplink's interface. */
    private static Map<String, Long> sent() throws Exception {
        try (Stream<String> lines = Files.lines(Path.of("/proc/thread-self/net/dev"))) {
            return lines.map(line -> line.strip().split("[:\\s]+", -1))
                    .filter(fields -> fields[0].matches("up\\d"))
                    .collect(Collectors.toMap(fields -> fields[0], fields -> Long.parseLong(fields[10])));
        }
    }

    private static long differing(List<String> before, List<String> after) {
        return IntStream.range(0, FLOWS)
                .filter(i -> !before.get(i).equals(after.get(i)))
                .count();
    }

    /** How many flows move though their uplink stays, when an uplink leaves, and how many when it returns. */
    private long[] moved(NexthopGroups groups) throws Exception {
        var moved = new long[2];
        inNetwork(3, () -> {
            MultipathBackend backend = backend(folder, groups);
            backend.apply(members(0, 1, 2));
            List<String> before = flows();
            backend.apply(members(1, 2));
            List<String> without = flows();
            backend.apply(members(0, 1, 2));
            List<String> after = flows();

            assertThat(without).doesNotContain("up1");
            assertThat(before.stream().filter("up1"::equals).count()).isBetween(250L, 420L);
            moved[0] = differing(before, without)
                    - before.stream().filter("up1"::equals).count();
            moved[1] = differing(without, after);
        });
        return moved;
    }

    @Test
    void aMemberThatLeavesTakesItsOwnFlowsOnlyAndOneThatReturnsNoneThatAreAlive() throws Exception {
        long[] plain = moved(NexthopGroups.OFF);
        long[] resilient = moved(NexthopGroups.RESILIENT);

        System.out.println("of " + FLOWS + " flows moved without need when one of three uplinks leaves: plain "
                + plain[0] + ", resilient " + resilient[0] + "; when it returns: " + plain[1] + ", " + resilient[1]);
        assertThat(plain[0]).isPositive();
        assertThat(plain[1]).isGreaterThan(FLOWS / 4);
        assertThat(resilient).containsExactly(0, 0);
    }

    @Test
    void ofTwoMembersTheOneThatStaysKeepsItsFlowsAlsoWhenTheOtherReturns() throws Exception {
        inNetwork(2, () -> {
            MultipathBackend backend = backend(folder, NexthopGroups.RESILIENT);
            RoutePlan two = plan(uplinks(2, Family.IPV4), 0, 1);
            backend.apply(two);
            List<String> before = flows();
            backend.apply(plan(uplinks(2, Family.IPV4), 1));
            assertThat(flows()).containsOnly("up2");
            backend.apply(two);

            List<String> after = flows();
            assertThat(IntStream.range(0, FLOWS).filter(i -> before.get(i).equals("up2")))
                    .allMatch(i -> after.get(i).equals("up2"));
            assertThat(routes(200)).contains("nhid");
        });
    }

    @Test
    void whatTheKernelTookOutSilentlyComesBack() throws Exception {
        inNetwork(3, () -> {
            MultipathBackend backend = backend(folder, NexthopGroups.RESILIENT);
            backend.apply(members(0, 1, 2));
            String whole = nexthops();

            sh("ip link set isp1 down");
            await("the lost carrier takes the member", () -> !nexthops().equals(whole));
            backend.apply(members(1, 2));
            sh("ip link set isp1 up");
            await("the carrier is back", () -> sh("ip link show up1").contains("LOWER_UP"));
            backend.apply(members(0, 1, 2));
            assertThat(nexthops()).isEqualTo(whole);

            sh("ip nexthop flush proto 199");
            assertThat(routes(200)).doesNotContain("nhid");
            backend.apply(members(0, 1, 2));
            assertThat(nexthops()).isEqualTo(whole);
            assertThat(routes(200)).contains("nhid");
        });
    }

    /** The kernel may tell of a carrier up to a second late. */
    private static void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as(what).isLessThan(TimeUnit.SECONDS.toNanos(20));
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void applyingTheSameAgainWritesNothing() throws Exception {
        inNetwork(3, () -> {
            MultipathBackend backend = backend(folder, NexthopGroups.RESILIENT);
            backend.apply(members(0, 1));
            int writes = backend.writes();

            backend.apply(members(0, 1));
            MultipathBackend later = backend(folder, NexthopGroups.RESILIENT);
            later.apply(members(0, 1));

            assertThat(backend.writes()).isEqualTo(writes);
            assertThat(later.writes()).isZero();
        });
    }

    @Test
    void whatIsRenderedDoesTheSameAsApply() throws Exception {
        var texts = new ArrayList<AtomicReference<String>>(List.of(new AtomicReference<>(), new AtomicReference<>()));
        inNetwork(3, () -> {
            backend(folder, NexthopGroups.RESILIENT).apply(members(0, 1));
            texts.get(0).set(everything() + nexthops());
        });
        inNetwork(3, () -> {
            sh(backend(folder, NexthopGroups.RESILIENT).render(members(0, 1)));
            texts.get(1).set(everything() + nexthops());
        });

        assertThat(texts.get(1).get()).isEqualTo(texts.get(0).get()).contains("resilient buckets 1024");
    }

    @Test
    void onAndOffChangeWithoutAnInstantWithoutARoute() throws Exception {
        inNetwork(3, () -> {
            backend(folder).apply(members(0, 1, 2));
            String plain = everything();
            try (var hammer = new Hammer()) {
                for (int i = 0; i < 5; i++) {
                    backend(folder, NexthopGroups.RESILIENT).apply(members(0, 1, 2));
                    assertThat(routes(200)).contains("nhid");
                    backend(folder).apply(members(0, 1, 2));
                    assertThat(nexthops()).isEmpty();
                }
                assertThat(hammer.failures()).isEmpty();
                assertThat(hammer.lookUps()).isPositive();
            }
            assertThat(everything()).isEqualTo(plain);

            MultipathBackend last = backend(folder, NexthopGroups.RESILIENT);
            last.apply(members(0, 1, 2));
            last.remove();
            assertThat(nexthops()).isEmpty();
            assertThat(routes(200)).isEmpty();
        });
    }

    @Test
    void whatTheKernelRefusesIsDoneWithPlainRoutes() throws Exception {
        inNetwork(3, () -> {
            backend(folder).apply(members(0, 1, 2));
            String plain = routes(200);
            String others =
                    "ip nexthop add id " + NexthopGroup.groupId(members(0)) + " via 10.1.0.1 dev up1 proto static";
            sh(others);
            MultipathBackend backend = backend(folder, NexthopGroups.RESILIENT);

            backend.apply(members(0, 1, 2));
            backend.apply(members(0, 1, 2));

            assertThat(routes(200)).isEqualTo(plain);
            assertThat(nexthops()).contains("proto static").doesNotContain("proto 199");
        });
    }

    @Test
    void aMemberThatGoesWhileTheGroupIsWrittenDoesNotEndGroups() throws Exception {
        inNetwork(3, () -> {
            var writes = new AtomicInteger();
            MultipathBackend backend = backend(folder, NexthopGroups.RESILIENT, () -> {
                if (writes.incrementAndGet() == 4) { // behind the three members
                    sh("ip link set up1 down");
                }
            });
            RouteException refused = catchThrowableOfType(RouteException.class, () -> backend.apply(members(0, 1, 2)));
            assertThat(refused.reason()).isEqualTo(RouteException.Reason.PARTIAL);

            sh("ip link set up1 up");
            backend.apply(members(1, 2));

            assertThat(routes(200)).contains("nhid");
        });
    }
}
