// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;
import static org.ftrouter.api.testkit.TestUplinks.plan;
import static org.ftrouter.route.multipath.Bench.backend;
import static org.ftrouter.route.multipath.Bench.inNetwork;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.linux.NetlinkSocket;
import org.ftrouter.route.multipath.Bench.Hammer;
import org.ftrouter.route.multipath.MultipathBackend.SysctlMode;
import org.ftrouter.route.multipath.SysctlPlan.Hash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process dies after every single write of an apply, and another takes over. An operating system's default route lies
 * in main, so that a leak would be seen.
 */
class CrashXIT {
    private static final int MOST_WRITES = 200;

    @TempDir
    Path folder;

    /** The end of a process: nothing of ours catches it. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** A backend that dies instead of its write number {@code writes + 1}. */
    private MultipathBackend dyingAfter(int writes) {
        int[] left = {writes};
        Runnable beforeWrite = () -> {
            if (left[0]-- <= 0) {
                throw new Death();
            }
        };
        return new MultipathBackend(
                SysctlMode.SET,
                Hash.L4,
                MultipathBackend.NexthopGroups.OFF,
                false,
                Path.of("/proc/sys"),
                new TestContext(folder),
                () -> NetlinkSocket.open(beforeWrite));
    }

    /** Something a backend does. */
    private interface Deed {
        void on(MultipathBackend backend) throws Exception;
    }

    private static boolean dies(MultipathBackend backend, Deed deed) throws Exception {
        try {
            deed.on(backend);
            return false;
        } catch (Death e) {
            return true;
        }
    }

    private static String state() throws Exception {
        var state = new ArrayList<String>();
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            for (Family family : Family.values()) {
                socket.rules(family).forEach(r -> state.add(r.object().toString()));
                socket.routesOf(family, TestUplinks.LAYOUT.protocol())
                        .forEach(r -> state.add(r.object().asked().toString()));
            }
        }
        state.sort(null);
        return String.join("\n", state);
    }

    private static void bait() {
        sh(
                "ip route add default via 10.3.0.1 dev up3 metric 9",
                "ip -6 route add default via 2001:db8:3::1 dev up3 metric 9");
    }

    static Stream<Arguments> changes() {
        Uplink renumbered = new Uplink(
                "u2",
                "up2",
                "",
                TestUplinks.uplink(2).families(),
                List.of(TestUplinks.ip("10.2.0.2"), TestUplinks.ip("2001:db8:2::2")),
                List.of(TestUplinks.ip("10.2.0.1"), TestUplinks.ip("2001:db8:2::1")),
                1,
                TestUplinks.uplink(2).priority(),
                1007,
                0x700,
                0x8700);
        Uplink first = TestUplinks.uplink(1);
        Uplink second = TestUplinks.uplink(2);
        Uplink third = TestUplinks.uplink(3);
        return Stream.of(
                Arguments.of(
                        "one fails",
                        plan(List.of(first, second, third), 0, 1, 2),
                        plan(List.of(first, second, third), 0, 2)),
                Arguments.of(
                        "one is left",
                        plan(List.of(first, second, third), 0, 1, 2),
                        plan(List.of(first, second, third), 0)),
                Arguments.of(
                        "all return",
                        plan(List.of(first, second, third), 1),
                        plan(List.of(first, second, third), 0, 1, 2)),
                Arguments.of(
                        "one is removed",
                        plan(List.of(first, second, third), 0, 1, 2),
                        plan(List.of(first, third), 0, 1)),
                Arguments.of(
                        "one is inserted before others",
                        plan(List.of(second, third), 0, 1),
                        plan(List.of(first, second, third), 0, 1, 2)),
                Arguments.of(
                        "they are moved",
                        plan(List.of(first, second, third), 0, 1, 2),
                        plan(List.of(third, first, second), 0, 1, 2)),
                Arguments.of(
                        "one is renumbered",
                        plan(List.of(first, second), 0, 1),
                        plan(List.of(first, renumbered), 0, 1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void whereverAChangeBreaksOffNothingLeaksNoLookUpFailsAndTheNextProcessCompletesIt(
            String name, RoutePlan from, RoutePlan to) throws Exception {
        inNetwork(3, () -> {
            bait();
            backend(folder).apply(to);
            String wanted = state();
            backend(folder).apply(from);
            int deaths = 0;
            try (var hammer = new Hammer()) {
                while (dies(dyingAfter(deaths), b -> b.apply(to))) {
                    deaths++;
                    assertThat(deaths).isLessThan(MOST_WRITES);
                    assertNoLeak(from, to, name + ", death " + deaths);
                    assertThat(sixLeadsOut()).as("IPv6 after death " + deaths).isTrue();
                    backend(folder).apply(to);
                    assertThat(state()).as("after death " + deaths).isEqualTo(wanted);
                    backend(folder).apply(from);
                }
                assertThat(hammer.failures()).isEmpty();
                assertThat(hammer.lookUps()).isPositive();
            }
            assertThat(deaths).as("writes of this change").isPositive();
        });
    }

    /** The first start, and the removal of everything: there is a moment before and after us, in which main decides. */
    @Test
    void aFirstStartAndACleanupThatBreakOffAreCompletedByTheNextProcess() throws Exception {
        RoutePlan plan = plan(Bench.uplinks(3), 0, 1, 2);
        inNetwork(3, () -> {
            bait();
            String pristine = state();
            String sysctls = sh("sysctl -a -r '^net[.]ipv[46][.](conf|ip_forward|fib_multipath)' 2>/dev/null");
            backend(folder).apply(plan);
            String wanted = state();
            backend(folder).remove();
            assertThat(state()).isEqualTo(pristine);

            int starts = 0;
            while (dies(dyingAfter(starts), b -> b.apply(plan))) {
                starts++;
                backend(folder).apply(plan);
                assertThat(state()).as("after death " + starts).isEqualTo(wanted);
                backend(folder).remove();
                assertThat(state()).as("after death " + starts).isEqualTo(pristine);
            }
            int ends = 0;
            while (true) {
                backend(folder).apply(plan);
                if (!dies(dyingAfter(ends), MultipathBackend::remove)) {
                    break;
                }
                ends++;
                backend(folder).remove();
                assertThat(state()).as("after death " + ends).isEqualTo(pristine);
            }

            assertThat(starts).isGreaterThan(30);
            assertThat(ends).isGreaterThan(30);
            assertThat(sh("sysctl -a -r '^net[.]ipv[46][.](conf|ip_forward|fib_multipath)' 2>/dev/null"))
                    .isEqualTo(sysctls);
        });
    }

    /** What bears the mark of an uplink that both plans have, under the same number, leaves through it or not at all. */
    private static void assertNoLeak(RoutePlan from, RoutePlan to, String when) {
        for (Uplink uplink : to.uplinks()) {
            if (!from.uplinks().contains(uplink)) {
                continue;
            }
            for (int mark : List.of(uplink.mark(), uplink.probeMark())) {
                String hex = " mark 0x" + Integer.toHexString(mark);
                for (String asked : List.of("ip route get 203.0.113.9", "ip -6 route get 2001:db8:ffff::9")) {
                    String answer = sh(asked + hex + " 2>&1 || true");
                    assertThat(answer).as(when + ": " + asked + hex).contains("dev " + uplink.device() + " ");
                }
            }
        }
    }

    private static boolean sixLeadsOut() throws Exception {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET6)) {
            channel.connect(new InetSocketAddress("2001:db8:ffff::9", 9));
            return channel.getLocalAddress() != null;
        }
    }
}
