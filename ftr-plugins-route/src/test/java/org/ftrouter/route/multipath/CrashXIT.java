// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;
import static org.ftrouter.api.testkit.TestUplinks.plan;
import static org.ftrouter.route.multipath.Bench.pin;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.PrivateNetwork;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.linux.NetlinkSocket;
import org.ftrouter.route.multipath.Bench.Hammer;
import org.ftrouter.route.multipath.MultipathBackend.SysctlMode;
import org.ftrouter.route.multipath.SysctlPlan.Hash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process dies after every single write of an apply, and another takes over. The operating system's own default routes
 * of both families lie in main, before all others, so that a look-up that leaks is counted.
 */
class CrashXIT {
    private static final int MOST_WRITES = 200;
    private static final List<Uplink> CABLES = Bench.uplinks(3);
    private static final String SYSCTLS = "sysctl -a -r '^net[.]ipv[46][.](conf|ip_forward|fib_multipath)' 2>/dev/null";
    private static final Pattern VIA = Pattern.compile(" via (\\S+) ");

    @TempDir
    Path folder;

    /** The end of a process: nothing of ours catches it. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** A backend that dies instead of its write number {@code writes + 1}. */
    private MultipathBackend dyingAfter(int writes, boolean onOneWire) {
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
                onOneWire,
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

    /** How uplinks are attached, what stands, and what is to. */
    private record Change(String name, boolean onOneWire, RoutePlan from, RoutePlan to) {
        @Override
        public String toString() {
            return (onOneWire ? "one wire: " : "") + name;
        }

        void inNetwork(PrivateNetwork.Body body) throws Exception {
            PrivateNetwork.Body baited = () -> {
                Bench.bait();
                body.run();
            };
            if (onOneWire) {
                OneWire.run(baited);
            } else {
                Bench.inNetwork(3, baited);
            }
        }
    }

    static Stream<Change> changes() {
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
        Uplink first = CABLES.get(0);
        Uplink second = CABLES.get(1);
        Uplink third = CABLES.get(2);
        RoutePlan all = plan(CABLES, 0, 1, 2);
        return Stream.concat(
                Stream.of(
                        new Change("one fails", false, all, plan(CABLES, 0, 2)),
                        new Change("one is left", false, all, plan(CABLES, 0)),
                        new Change("all return", false, plan(CABLES, 1), all),
                        new Change("one is removed", false, all, plan(List.of(first, third), 0, 1)),
                        new Change("one is inserted before others", false, plan(List.of(second, third), 0, 1), all),
                        new Change("they are moved", false, all, plan(List.of(third, first, second), 0, 1, 2)),
                        new Change(
                                "one is renumbered",
                                false,
                                plan(List.of(first, second), 0, 1),
                                plan(List.of(first, renumbered), 0, 1))),
                Stream.of(false, true).flatMap(CrashXIT::changesOfPins));
    }

    /** Of pins, and on one wire also of what the balance needs. */
    private static Stream<Change> changesOfPins(boolean onOneWire) {
        List<Uplink> uplinks = onOneWire ? OneWire.UPLINKS : CABLES;
        RoutePlan all = plan(uplinks, 0, 1, 2);
        RoutePlan pinned =
                all.with(List.of(pin(uplinks, 100, false, true, 2, 0), pin(uplinks, 101, true, false, 0, 1)));
        RoutePlan failed =
                plan(uplinks, 0, 1).with(List.of(pin(uplinks, 100, false, true, 0), pin(uplinks, 101, true, false, 1)));
        RoutePlan stopped =
                plan(uplinks, 0).with(List.of(pin(uplinks, 100, false, true), pin(uplinks, 101, true, false, 0)));
        return Stream.of(
                new Change("pins come", onOneWire, all, pinned),
                new Change("pins go", onOneWire, pinned, all),
                new Change("the first choice of a pin fails", onOneWire, pinned, failed),
                new Change("a pin is left without an uplink", onOneWire, failed, stopped),
                new Change("all return to their pins", onOneWire, stopped, pinned));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whereverAChangeBreaksOffNothingLeaksNoLookUpFailsAndTheNextProcessCompletesIt(Change change) throws Exception {
        change.inNetwork(() -> {
            apply(change, change.to);
            String wanted = state();
            apply(change, change.from);
            int deaths = 0;
            try (var four = new Hammer(Family.IPV4);
                    var six = new Hammer(Family.IPV6)) {
                while (dies(dyingAfter(deaths, change.onOneWire), b -> {
                    b.apply(change.from); // stands already: nothing to write
                    b.apply(change.to);
                })) {
                    deaths++;
                    assertThat(deaths).isLessThan(MOST_WRITES);
                    assertNoLeak(change, "death " + deaths);
                    apply(change, change.to);
                    assertThat(state()).as("after death " + deaths).isEqualTo(wanted);
                    apply(change, change.from);
                }
                for (Hammer hammer : List.of(four, six)) {
                    assertThat(hammer.failures()).isEmpty();
                    assertThat(hammer.lookUps()).isPositive();
                }
            }
            assertThat(deaths).as("writes of this change").isPositive();
        });
    }

    @Test
    void aFailoverChangesTheBalancedRoutesOfBothFamiliesBeforeAnythingElse() throws Exception {
        RoutePlan all = plan(CABLES, 0, 1, 2).with(List.of(pin(CABLES, 100, false, true, 1, 2)));
        RoutePlan failed = plan(CABLES, 0, 2).with(List.of(pin(CABLES, 100, false, true, 2)));
        Bench.inNetwork(3, () -> {
            dyingAfter(Integer.MAX_VALUE, false).apply(all);

            boolean died = dies(dyingAfter(2, false), b -> {
                b.apply(all);
                b.apply(failed);
            });

            assertThat(died).isTrue();
            for (String family : List.of("-4", "-6")) {
                assertThat(sh("ip " + family + " route show table " + TestUplinks.LAYOUT.balancedTable()
                                + " metric 1000"))
                        .contains("up1", "up3")
                        .doesNotContain("up2");
            }
        });
    }

    private void apply(Change change, RoutePlan plan) throws Exception {
        dyingAfter(Integer.MAX_VALUE, change.onOneWire).apply(plan);
    }

    static Stream<Change> starts() {
        return Stream.concat(
                Stream.of(new Change("plain", false, plan(CABLES, 0, 1, 2), plan(CABLES, 0, 1, 2))),
                Stream.of(false, true).flatMap(CrashXIT::changesOfPins).filter(c -> c.name.equals("pins come")));
    }

    /** The first start, and the removal of everything: there is a moment before and after us, in which main decides. */
    @ParameterizedTest
    @MethodSource("starts")
    void aFirstStartAndACleanupThatBreakOffAreCompletedByTheNextProcess(Change change) throws Exception {
        RoutePlan plan = change.to;
        change.inNetwork(() -> {
            String pristine = state();
            String sysctls = sh(SYSCTLS);
            apply(change, plan);
            String wanted = state();
            dyingAfter(Integer.MAX_VALUE, change.onOneWire).remove();
            assertThat(state()).isEqualTo(pristine);

            int starts = 0;
            while (dies(dyingAfter(starts, change.onOneWire), b -> b.apply(plan))) {
                starts++;
                apply(change, plan);
                assertThat(state()).as("after death " + starts).isEqualTo(wanted);
                dyingAfter(Integer.MAX_VALUE, change.onOneWire).remove();
                assertThat(state()).as("after death " + starts).isEqualTo(pristine);
            }
            int ends = 0;
            while (true) {
                apply(change, plan);
                if (!dies(dyingAfter(ends, change.onOneWire), MultipathBackend::remove)) {
                    break;
                }
                ends++;
                dyingAfter(Integer.MAX_VALUE, change.onOneWire).remove();
                assertThat(state()).as("after death " + ends).isEqualTo(pristine);
            }

            assertThat(starts).isGreaterThan(30);
            assertThat(ends).isGreaterThan(30);
            assertThat(sh(SYSCTLS)).isEqualTo(sysctls);
        });
    }

    private static void assertNoLeak(Change change, String when) {
        for (Uplink uplink : change.to.uplinks()) {
            if (change.from.uplinks().contains(uplink)) {
                uplink.families().forEach(family -> assertBound(uplink, family, when));
            }
        }
        for (PinRoute pin : change.to.pins()) {
            Stream.of(Family.values()).forEach(family -> assertPinned(change, pin.pin(), family, when));
        }
    }

    /** What bears the mark of an uplink that both plans have, under the same number, leaves through it. */
    private static void assertBound(Uplink uplink, Family family, String when) {
        for (int mark : List.of(uplink.mark(), uplink.probeMark())) {
            assertThat(way(family, mark))
                    .as(when + ": " + uplink.name() + ", " + family)
                    .isEqualTo(uplink.gateway(family));
        }
    }

    /**
     * What bears the mark of a pin that both plans have leaves through an uplink that either gives it, or is refused; with
     * {@code else = any} through whichever uplink.
     */
    private static void assertPinned(Change change, Pin pin, Family family, String when) {
        List<PinRoute> both = Stream.of(change.from, change.to)
                .flatMap(plan -> plan.pins().stream())
                .filter(p -> p.pin().equals(pin))
                .toList();
        if (both.size() == 2) {
            List<InetAddress> ways = pin.block()
                    ? both.stream()
                            .flatMap(p -> p.hops(family).stream())
                            .map(hop -> hop.path().gateway().orElseThrow())
                            .toList()
                    : change.to.uplinks().stream()
                            .flatMap(u -> u.gateway(family).stream())
                            .toList();
            assertThat(way(family, pin.mark()))
                    .as(when + ": pin " + pin.name() + ", " + family)
                    .matches(way -> way.map(ways::contains).orElse(pin.block()));
        }
    }

    /** The gateway of what bears a mark, none if it is refused. */
    private static Optional<InetAddress> way(Family family, int mark) {
        String asked = family == Family.IPV4 ? "ip route get 203.0.113.9" : "ip -6 route get 2001:db8:ffff::9";
        String answer = sh(asked + " mark 0x" + Integer.toHexString(mark) + " 2>&1 || true");
        Matcher via = VIA.matcher(answer);
        if (via.find()) {
            return Optional.of(TestUplinks.ip(via.group(1)));
        }
        assertThat(answer).containsAnyOf("No route to host", "unreachable");
        return Optional.empty();
    }
}
