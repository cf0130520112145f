// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;
import static org.ftrouter.api.testkit.TestUplinks.plan;
import static org.ftrouter.route.multipath.Bench.backend;
import static org.ftrouter.route.multipath.Bench.everything;
import static org.ftrouter.route.multipath.Bench.inNetwork;
import static org.ftrouter.route.multipath.Bench.routes;
import static org.ftrouter.route.multipath.Bench.uplinks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Layout;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.route.multipath.Bench.Hammer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultipathBackendXIT {
    @TempDir
    Path folder;

    private static RouteException refused(MultipathBackend backend, RoutePlan plan) {
        return catchThrowableOfType(RouteException.class, () -> backend.apply(plan));
    }

    @Test
    void routesAndRulesAreThoseOfTheDesign() throws Exception {
        inNetwork(2, () -> {
            backend(folder).apply(plan(uplinks(2, Family.IPV4), 0, 1));

            assertThat(sh("ip rule").replace(" \n", "\n")).isEqualTo("""
                            0:	from all lookup local
                            31000:	from all fwmark 0x8100/0xff00 lookup 1001 proto 199
                            31001:	from all fwmark 0x8200/0xff00 lookup 1002 proto 199
                            31100:	from all lookup main suppress_prefixlength 0 proto 199
                            31200:	from all fwmark 0x100/0xff00 lookup 1001 proto 199
                            31201:	from all fwmark 0x200/0xff00 lookup 1002 proto 199
                            31300:	from 10.1.0.2 lookup 1001 proto 199
                            31301:	from 10.2.0.2 lookup 1002 proto 199
                            31400:	from all lookup 200 proto 199
                            31500:	from all unreachable proto 199
                            32766:	from all lookup main
                            32767:	from all lookup default
                            """);
            assertThat(routes(1001).lines().map(String::strip))
                    .containsExactly(
                            "default via 10.1.0.1 dev up1 proto 199 src 10.1.0.2",
                            "unreachable default proto 199 metric 4000000000");
            assertThat(routes(200).lines().map(String::strip))
                    .containsExactly(
                            "default proto 199 metric 1000",
                            "nexthop via 10.1.0.1 dev up1 weight 1",
                            "nexthop via 10.2.0.1 dev up2 weight 1",
                            "default via 10.1.0.1 dev up1 proto 199 src 10.1.0.2 metric 1001",
                            "default via 10.2.0.1 dev up2 proto 199 src 10.2.0.2 metric 1002");
        });
    }

    @Test
    void whatIsRenderedDoesTheSameAsApply() throws Exception {
        RoutePlan plan = withPointToPoint(plan(uplinks(3), 0, 1, 2));
        var applied = new AtomicReference<String>();
        var piped = new AtomicReference<String>();

        inNetwork(3, () -> {
            tunnel();
            backend(folder).apply(plan);
            applied.set(everything());
        });
        inNetwork(3, () -> {
            tunnel();
            sh(backend(folder).render(plan));
            piped.set(everything());
        });

        assertThat(piped.get()).isEqualTo(applied.get());
        assertThat(applied.get()).contains("nexthop dev ppp9 weight 1", "net.ipv4.ip_forward = 1");
    }

    private static void tunnel() {
        sh("ip tuntap add ppp9 mode tun", "ip link set ppp9 addrgenmode none");
        sh("ip addr add 10.64.0.2 peer 10.64.0.1 dev ppp9", "ip link set ppp9 up");
    }

    private static RoutePlan withPointToPoint(RoutePlan plan) {
        Uplink like = TestUplinks.uplink(9, Family.IPV4);
        var uplink = new Uplink(
                "lte", "ppp9", "", like.families(), List.of(), List.of(), 1, like.priority(), 1009, 0x900, 0x8900);
        var path = new org.ftrouter.api.Path(uplink, Family.IPV4, TestUplinks.ip("10.64.0.2"), Optional.empty());
        var uplinks = new ArrayList<>(plan.uplinks());
        var paths = new ArrayList<>(plan.paths());
        var hops = new ArrayList<>(plan.hops());
        uplinks.add(uplink);
        paths.add(path);
        hops.add(new NextHop(path, 1));
        return new RoutePlan(plan.layout(), plan.downlinks(), uplinks, paths, hops);
    }

    @Test
    void applyingTheSameAgainWritesNothingAlsoForALaterRun() throws Exception {
        inNetwork(3, () -> {
            RoutePlan plan = plan(uplinks(3), 0, 1);
            MultipathBackend first = backend(folder);
            first.apply(plan);
            int writes = first.writes();
            assertThat(writes).isPositive();

            first.apply(plan);
            MultipathBackend later = backend(folder);
            later.apply(plan);

            assertThat(first.writes()).isEqualTo(writes);
            assertThat(later.writes()).isZero();
        });
    }

    @Test
    void aChangeOfMembersWritesOnlyWhatDiffers() throws Exception {
        inNetwork(3, () -> {
            MultipathBackend backend = backend(folder);
            backend.apply(plan(uplinks(3, Family.IPV4), 0, 1, 2));
            int before = backend.writes();

            backend.apply(plan(uplinks(3, Family.IPV4), 0, 1));

            assertThat(backend.writes() - before).isEqualTo(2); // the balanced route, one fallback
            assertThat(routes(200)).doesNotContain("up3");
        });
    }

    @Test
    void aFailoverChangesBothFamiliesWithOneCallBeforeAllElse() throws Exception {
        inNetwork(3, () -> {
            var before = new ArrayList<List<Boolean>>();
            MultipathBackend backend = backend(
                    folder,
                    MultipathBackend.NexthopGroups.OFF,
                    () -> before.add(List.of(balancedThroughUp3("-4"), balancedThroughUp3("-6"))));
            backend.apply(plan(uplinks(3), 0, 1, 2));
            before.clear();

            backend.apply(plan(uplinks(3), 0, 1));

            List<Boolean> both = List.of(true, true);
            List<Boolean> none = List.of(false, false);
            assertThat(before).containsExactly(both, both, none, none); // in the end the fallbacks
        });
    }

    private static boolean balancedThroughUp3(String version) {
        return sh("ip -o " + version + " route show table all")
                .lines()
                .anyMatch(
                        line -> line.contains("table 200") && line.contains("metric 1000") && line.contains("dev up3"));
    }

    @Test
    void weightsShareNewConnections() throws Exception {
        inNetwork(2, () -> {
            RoutePlan even = plan(uplinks(2, Family.IPV4), 0, 1);
            List<NextHop> hops = List.of(
                    new NextHop(even.hops().get(0).path(), 3),
                    new NextHop(even.hops().get(1).path(), 1));
            backend(folder).apply(new RoutePlan(even.layout(), even.downlinks(), even.uplinks(), even.paths(), hops));

            int first = 0;
            for (int port = 1; port <= 1000; port++) {
                first += Bench.chosen(port).equals(TestUplinks.ip("10.1.0.2")) ? 1 : 0;
            }

            assertThat(first).isBetween(680, 820);
        });
    }

    @Test
    void aRefusedHopIsLeftOutAndTheRestInstalled() throws Exception {
        inNetwork(3, () -> {
            MultipathBackend backend = backend(folder);
            sh("ip addr flush dev up2", "ip addr add 10.99.0.2/24 dev up2"); // its gateway is off the link now
            sh("ip link set up3 down");

            RouteException refused = refused(backend, plan(uplinks(3, Family.IPV4), 0, 1, 2));

            assertThat(refused.reason()).isEqualTo(Reason.PARTIAL);
            assertThat(refused).hasMessageContainingAll("uplink u2 is left out", "Nexthop has invalid gateway");
            assertThat(refused)
                    .hasMessageContaining("uplink u3 is left out")
                    .message()
                    .doesNotContain("uplink u1");
            assertThat(routes(200)).contains("10.1.0.1").doesNotContain("up2", "up3");
            assertThat(Bench.chosen(80)).isEqualTo(TestUplinks.ip("10.1.0.2"));
            int writes = backend.writes();
            refused(backend, plan(uplinks(3, Family.IPV4), 0, 1, 2));
            assertThat(backend.writes()).isEqualTo(writes);
        });
    }

    @Test
    void anAbsentInterfaceIsLeftOutAndKeepsItsRulesAndBackstop() throws Exception {
        inNetwork(1, () -> {
            RouteException refused = refused(backend(folder), plan(uplinks(2), 0, 1));

            assertThat(refused.reason()).isEqualTo(Reason.PARTIAL);
            assertThat(refused).hasMessageContaining("uplink u2 is left out: there is no interface up2");
            assertThat(routes(1002)).startsWith("unreachable default");
            assertThat(sh("ip -6 route show table 1002")).startsWith("unreachable default");
            assertThat(sh("ip rule")).contains("fwmark 0x8200/0xff00 lookup 1002", "from 10.2.0.2 lookup 1002");
            assertThat(sh("ip -6 route show table 200")).contains("via 2001:db8:1::1 dev up1");
        });
    }

    @Test
    void withoutMembersTheDefaultGoesAndTheGuardAnswers() throws Exception {
        inNetwork(2, () -> {
            MultipathBackend backend = backend(folder);
            sh("ip route add default via 10.1.0.9"); // the system's own, which must not carry
            backend.apply(plan(uplinks(2, Family.IPV4), 0));
            assertThat(Bench.chosen(80)).isEqualTo(TestUplinks.ip("10.1.0.2"));

            backend.apply(plan(uplinks(2, Family.IPV4)));

            assertThat(routes(200)).isEmpty();
            assertThatThrownBy(() -> Bench.chosen(80)).hasMessageContaining("Network is unreachable");
            assertThat(sh("ip route get 203.0.113.9 mark 0x8200")).contains("via 10.2.0.1 dev up2");
            assertThat(sh("ip route get 203.0.113.9 from 10.1.0.2")).contains("via 10.1.0.1 dev up1");
        });
    }

    @Test
    void aFamilyThatNoUplinkHasStaysUntouched() throws Exception {
        inNetwork(2, () -> {
            String before = sh("ip -6 rule", "ip -6 route show table all", "sysctl net.ipv6.conf.all.forwarding");

            backend(folder).apply(plan(uplinks(2, Family.IPV4), 0, 1));

            assertThat(sh("ip -6 rule", "ip -6 route show table all", "sysctl net.ipv6.conf.all.forwarding"))
                    .isEqualTo(before);
        });
    }

    @Test
    void sysctlsThatAreOnlyCheckedAreNotWritten() throws Exception {
        inNetwork(2, () -> {
            String before = sh("sysctl -a 2>/dev/null | grep -E '^net.ipv4.(conf|ip_forward|fib_multipath)'");
            var backend = new MultipathBackend(
                    MultipathBackend.SysctlMode.CHECK,
                    SysctlPlan.Hash.L4,
                    MultipathBackend.NexthopGroups.OFF,
                    false,
                    Path.of("/proc/sys"),
                    new TestContext(folder));

            backend.apply(plan(uplinks(2, Family.IPV4), 0, 1));

            assertThat(sh("sysctl -a 2>/dev/null | grep -E '^net.ipv4.(conf|ip_forward|fib_multipath)'"))
                    .isEqualTo(before);
            assertThat(routes(200)).contains("nexthop");
        });
    }

    @Test
    void sixtyUplinksFit() throws Exception {
        inNetwork(60, () -> {
            MultipathBackend backend = backend(folder);
            List<Uplink> uplinks = uplinks(60);
            int[] all = java.util.stream.IntStream.range(0, 60).toArray();
            long start = System.nanoTime();
            backend.apply(plan(uplinks, all));
            long first = System.nanoTime() - start;
            int writes = backend.writes();

            long again = measure(20, () -> backend.apply(plan(uplinks, all)));

            assertThat(backend.writes()).isEqualTo(writes);
            assertThat(sh("ip rule")
                            .lines()
                            .filter(l -> l.contains("proto 199"))
                            .count())
                    .isEqualTo(183);
            System.out.printf(
                    "60 uplinks, 2 families: first apply %.1f ms (%d writes), unchanged p50 %.2f ms%n",
                    first / 1e6, writes, again / 1e6);
        });
    }

    @Test
    void aFailoverIsQuicklyWritten() throws Exception {
        inNetwork(3, () -> {
            MultipathBackend backend = backend(folder);
            RoutePlan all = plan(uplinks(3, Family.IPV4), 0, 1, 2);
            RoutePlan fewer = plan(uplinks(3, Family.IPV4), 0, 1);
            backend.apply(all);

            long p50 = measure(300, () -> {
                backend.apply(fewer);
                backend.apply(all);
            });

            System.out.printf("3 uplinks, IPv4: change of members p50 %.2f ms%n", p50 / 2e6);
            assertThat(p50).isLessThan(2_000_000_000);
        });
    }

    private interface Action {
        void run() throws Exception;
    }

    private static long measure(int times, Action action) throws Exception {
        var nanos = new ArrayList<Long>();
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            action.run();
            nanos.add(System.nanoTime() - start);
        }
        nanos.sort(null);
        return nanos.get(times / 2);
    }

    @Test
    void noLookUpFailsWhileMembersAndNumbersChange() throws Exception {
        inNetwork(3, () -> {
            MultipathBackend backend = backend(folder);
            List<Uplink> uplinks = uplinks(3);
            backend.apply(plan(uplinks, 0, 1, 2));

            try (var four = new Hammer(Family.IPV4);
                    var six = new Hammer(Family.IPV6)) {
                for (int i = 0; i < 100; i++) {
                    backend.apply(plan(uplinks, 1, 2));
                    backend.apply(plan(uplinks, i % 3));
                    backend.apply(moved(plan(uplinks, 0, 2)));
                }
                backend.apply(moved(plan(uplinks, 0, 2)));
                for (Hammer hammer : List.of(four, six)) {
                    assertThat(hammer.failures()).isEmpty();
                    assertThat(hammer.lookUps()).isGreaterThan(1000);
                    System.out.println("member and layout changes: " + hammer.lookUps() + " look-ups, none failed");
                }
            }
            assertThat(sh("ip rule")).doesNotContain("310", "lookup 200").contains("21000:");
            assertThat(routes(200)).isEmpty();
            assertThat(sh("ip -6 route show table 200")).isEmpty();
            assertThat(sh("ip -6 route show table 300").lines().filter(l -> l.startsWith("default")))
                    .hasSize(3);
        });
    }

    private static RoutePlan moved(RoutePlan plan) {
        var layout = new Layout(0xff00, 199, 300, 21000, 21100, 21200, 21300, 21400, 21500);
        return new RoutePlan(layout, plan.downlinks(), plan.uplinks(), plan.paths(), plan.hops());
    }
}
