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

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.route.multipath.Bench.Hammer;
import org.ftrouter.route.multipath.SysctlPlan.Sysctl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultipathRepairXIT {
    @TempDir
    Path folder;

    private static RouteException refused(MultipathBackend backend, RoutePlan plan) {
        return catchThrowableOfType(RouteException.class, () -> backend.apply(plan));
    }

    @Test
    void foreignDeletionIsNoticedAndRepaired() throws Exception {
        inNetwork(3, () -> {
            RoutePlan plan = plan(uplinks(3), 0, 1, 2);
            try (MultipathBackend backend = backend(folder)) {
                backend.apply(plan);
                String whole = everything();
                var changed = new Semaphore(0);
                backend.watch(changed::release);

                for (String damage : new String[] {
                    "ip rule del priority 31400",
                    "ip -6 rule del priority 31200",
                    "ip route flush table 200",
                    "ip route del default table 1002 metric 0",
                    "ip -6 route flush table 1001",
                    "ip route replace default via 10.3.0.1 dev up3 table 1001 proto 199",
                    "ip -6 route append default via 2001:db8:3::9 dev up3 table 200 metric 1000 proto 199",
                }) {
                    changed.drainPermits();
                    sh(damage);
                    assertThat(changed.tryAcquire(10, TimeUnit.SECONDS))
                            .as(damage)
                            .isTrue();
                    backend.apply(plan);
                    assertThat(everything()).as(damage).isEqualTo(whole);
                }
            }
        });
    }

    @Test
    void interfaceDownAndUpComesBackWhole() throws Exception {
        inNetwork(3, () -> {
            RoutePlan plan = plan(uplinks(3), 0, 1, 2);
            MultipathBackend backend = backend(folder);
            backend.apply(plan);
            String whole = sh("ip rule", "ip route show table all proto 199", "ip -6 route show table all proto 199");

            for (int i = 0; i < 10; i++) {
                sh("ip link set up2 down");
                assertThat(refused(backend, plan).reason()).isEqualTo(Reason.PARTIAL);
                assertThat(sh("ip route get 203.0.113.9 mark 0x8200 2>&1 || true"))
                        .contains("No route to host");
                sh("ip link set up2 up");
                sh("ip addr replace 2001:db8:2::2/64 nodad dev up2"); // IPv6 forgets it
                backend.apply(plan);
                assertThat(sh("ip rule", "ip route show table all proto 199", "ip -6 route show table all proto 199")
                                .replace(" linkdown", ""))
                        .isEqualTo(whole);
            }
        });
    }

    @Test
    void deletionOfAMembersInterfaceFailsNoLookUp() throws Exception {
        inNetwork(3, () -> {
            RoutePlan plan = plan(uplinks(3, Family.IPV4), 0, 1, 2);
            MultipathBackend backend = backend(folder);
            backend.apply(plan);
            sh("ip addr add 192.0.2.1/32 dev lo");
            try (var hammer = new Hammer(TestUplinks.ip("192.0.2.1"))) {
                for (int i = 0; i < 30; i++) {
                    sh("ip link del up3");
                    assertThat(routes(200)).doesNotContain("nexthop"); // the kernel has dropped it whole, silently
                    assertThat(refused(backend, plan)).hasMessageContaining("there is no interface up3");
                    assertThat(routes(200)).contains("nexthop");
                    TestUplinks.plug(3);
                    backend.apply(plan);
                    assertThat(routes(200)).contains("dev up3");
                }
                assertThat(hammer.failures()).isEmpty();
                System.out.println("interface deletions: " + hammer.lookUps() + " look-ups, none failed");
            }
        });
    }

    @Test
    void carrierLossFailsNoLookUp() throws Exception {
        inNetwork(2, () -> {
            backend(folder).apply(plan(uplinks(2, Family.IPV4), 0, 1));

            sh("ip link set isp2 down");
            long start = System.nanoTime();
            while (!routes(200).contains("linkdown")) {
                assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
            }

            for (int port = 1; port <= 100; port++) {
                assertThat(Bench.chosen(port)).isEqualTo(TestUplinks.ip("10.1.0.2"));
            }
        });
    }

    @Test
    void leftoversOfAnyShapeGoAndForeignObjectsStay() throws Exception {
        inNetwork(2, () -> {
            sh(
                    "ip rule add priority 31000 to 198.51.100.0/24 lookup 1001",
                    "ip route add 198.51.100.0/24 via 10.1.0.9 table 1001",
                    "ip -6 rule add priority 5 iif up1 lookup 77");
            String foreign = everything();
            sh(
                    "ip rule add priority 31000 iif up1 fwmark 0x8100/0xff00 lookup 1001 protocol 199",
                    "ip rule add priority 31000 ipproto tcp sport 7 fwmark 0x8100/0xff00 lookup 1001 protocol 199",
                    "ip rule add priority 9 not from 10.9.0.0/16 goto 32766 protocol 199",
                    "ip rule add priority 31400 lookup 200 protocol 199",
                    "ip route add blackhole 10.77.0.0/16 table 300 proto 199",
                    "ip route add 10.78.0.0/16 tos 0x10 table 200 via 10.1.0.9 mtu 1400 proto 199",
                    "ip route add default table 200 metric 1000 via 10.2.0.9 mtu 1400 proto 199",
                    "ip route append default table 200 metric 1000 via 10.2.0.8 proto 199",
                    "ip route add default table 1001 tos 0x10 via 10.2.0.8 proto 199",
                    "ip -6 route add 2001:db8:77::/48 via 2001:db8:1::9 proto 199",
                    "ip -6 route add prohibit default table 200 metric 1000 proto 199");
            MultipathBackend backend = backend(folder);

            backend.apply(plan(uplinks(2), 0, 1));
            int writes = backend.writes();
            backend.apply(plan(uplinks(2), 0, 1));

            assertThat(backend.writes()).isEqualTo(writes);
            assertThat(sh("ip rule", "ip route show table all", "ip -6 route show table all"))
                    .doesNotContain("iif up1 fwmark", "sport", "10.77", "10.78", "mtu", "tos", "prohibit");
            backend.remove();
            assertThat(everything()).isEqualTo(foreign);
        });
    }

    @Test
    void aBalancedRouteThatOthersChangedIsPutRightAndTold() throws Exception {
        inNetwork(3, () -> {
            MultipathBackend backend = backend(folder);
            backend.apply(plan(uplinks(3), 0, 1, 2));
            sh("ip route replace default via 10.2.0.1 dev up2 proto 199 metric 1000 table 200");

            backend.apply(plan(uplinks(3), 0, 1, 2));

            assertThat(backend.repaired().orElseThrow().what()).isEqualTo("default route of table 200 (IPv4)");
            assertThat(routes(200)).contains("nexthop via 10.3.0.1");
        });
    }

    @Test
    void aForeignRouteInThePlaceOfTheBalancedOneIsNotTouchedByAFailoverEither() throws Exception {
        inNetwork(3, () -> {
            MultipathBackend backend = backend(folder);
            backend.apply(plan(uplinks(3), 0, 1, 2));
            String foreign = "default via 10.2.0.9 dev up2 proto static metric 1000";
            sh("ip route replace " + foreign + " table 200");

            assertThat(refused(backend, plan(uplinks(3), 0, 1)).reason()).isEqualTo(Reason.CONFLICT);

            assertThat(routes(200)).contains(foreign);
            assertThat(sh("ip -6 route show table 200")).doesNotContain("up3");
        });
    }

    @Test
    void aForeignObjectInTheWayIsNamedAndNotTouched() throws Exception {
        inNetwork(2, () -> {
            sh("ip route add default via 10.2.0.9 dev up2 table 1001 proto static");
            MultipathBackend backend = backend(folder);

            RouteException refused = refused(backend, plan(uplinks(2, Family.IPV4), 0, 1));

            assertThat(refused.reason()).isEqualTo(Reason.CONFLICT);
            assertThat(refused).hasMessageContainingAll("default via 10.2.0.9", "table 1001", "proto 4");
            assertThat(routes(1001)).contains("via 10.2.0.9");
            assertThat(routes(200)).contains("nexthop");
            backend.remove();
            assertThat(routes(1001)).contains("via 10.2.0.9");
            assertThat(sh("ip rule")).doesNotContain("proto 199");
        });
    }

    @Test
    void whatWasBeforeIsPutBackAlsoAfterACrash() throws Exception {
        inNetwork(2, () -> {
            sh(
                    "sysctl -w net.ipv4.ip_forward=0 net.ipv4.conf.up1.forwarding=1 net.ipv4.conf.up2.rp_filter=1",
                    "sysctl -w net.ipv4.fib_multipath_hash_policy=2 net.ipv6.conf.isp1.forwarding=1");
            String before = everything();
            backend(folder).apply(plan(uplinks(2), 0)); // and is killed
            backend(folder).apply(plan(uplinks(2), 0, 1)); // and is killed
            assertThat(sh("sysctl net.ipv6.conf.up1.accept_ra net.ipv4.conf.up2.rp_filter"))
                    .contains("accept_ra = 2", "rp_filter = 2");

            backend(folder).remove();

            assertThat(everything()).isEqualTo(before);
            assertThat(folder).isEmptyDirectory();
        });
    }

    @Test
    void objectsUnderAFormerTagAreReplaced() throws Exception {
        inNetwork(2, () -> {
            RoutePlan plan = plan(uplinks(2), 0, 1);
            var l = plan.layout();
            var other =
                    new org.ftrouter.api.route.Layout(l.markMask(), 177, 300, 31000, 31100, 31200, 31300, 31400, 31500);
            String before = everything();
            backend(folder).apply(new RoutePlan(other, plan.downlinks(), plan.uplinks(), plan.paths(), plan.hops()));
            MultipathBackend later = backend(folder);
            later.apply(plan);
            int writes = later.writes();
            later.apply(plan);

            assertThat(later.writes()).isEqualTo(writes);
            assertThat(sh("ip route show table all"))
                    .doesNotContain("proto 177")
                    .contains("proto 199");
            later.remove();
            assertThat(everything()).isEqualTo(before);
        });
    }

    @Test
    void aSysctlTheKernelRefusesIsToldAndTheRestIsDone() throws Exception {
        inNetwork(1, () -> {
            sh("sysctl -w net.ipv4.ip_forward=0");
            var refused = new Sysctl("net/ipv4/fib_multipath_hash_policy", 99, "");
            var forward = new Sysctl(SysctlPlan.FORWARD_IPV4, 1, "");
            OwnershipRecord record = OwnershipRecord.load(folder, folder.resolve("former"), System.getLogger("test"));

            List<String> problems = new Sysctls(Path.of("/proc/sys")).set(List.of(refused, forward), record);

            assertThat(problems).singleElement().asString().contains("fib_multipath_hash_policy=99 refused");
            assertThat(sh("sysctl -n net.ipv4.ip_forward").strip()).isEqualTo("1");
        });
    }

    @Test
    void withoutTheRightThereIsARemedy() throws Exception {
        inNetwork(1, () -> {
            dropCapabilities();

            RouteException refused = refused(backend(folder), plan(uplinks(1), 0));

            assertThat(refused.reason()).isEqualTo(Reason.PERMISSION);
            assertThat(refused).hasMessageContainingAll("EPERM", "CAP_NET_ADMIN");
        });
    }

    /** Of this thread, which ends with the test. */
    private static void dropCapabilities() {
        var header = new Memory(8);
        header.setInt(0, 0x20080522);
        header.setInt(4, 0);
        var none = new Memory(24);
        none.clear();
        int result = NativeLibrary.getInstance("c").getFunction("capset").invokeInt(new Object[] {header, none});
        assertThat(result).isZero();
    }
}
