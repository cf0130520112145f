// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.Layout;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.linux.Connection;
import org.junit.jupiter.api.Test;

class RenumberingTest {
    private static final InetAddress CLIENT = TestUplinks.ip("10.0.0.7");
    private static final InetAddress SERVER = TestUplinks.ip("198.51.100.7");
    private static final InetAddress OF_A = TestUplinks.ip("192.0.2.1");
    private static final InetAddress OF_B = TestUplinks.ip("192.0.2.2");

    private static Uplink uplink(String name, InetAddress address, int mark) {
        return new Uplink(
                name,
                "wan-" + name,
                "",
                Set.of(Family.IPV4),
                List.of(address),
                List.of(TestUplinks.ip("192.0.2.254")),
                1,
                OptionalInt.of(1),
                200 + (mark >> 8),
                mark,
                mark | 0x8000);
    }

    private static RoutePlan plan(Uplink... uplinks) {
        List<Path> paths =
                Stream.of(uplinks).map(u -> Given.path(u, Family.IPV4)).toList();
        return new RoutePlan(
                TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), List.of(uplinks), paths, List.of());
    }

    private static Connection outwards(InetAddress as, int mark) {
        return new Connection(Family.IPV4, Connection.TCP, CLIENT, SERVER, as, mark, true, Connection.ESTABLISHED);
    }

    private static Connection inwards(InetAddress to, int mark) {
        return new Connection(Family.IPV4, Connection.TCP, SERVER, to, SERVER, mark, true, Connection.ESTABLISHED);
    }

    @Test
    void uplinksThatComeGoOrMoveInTheFileWithoutOtherMarksNeedNothing() {
        Uplink a = uplink("a", OF_A, 0x100);
        Uplink b = uplink("b", OF_B, 0x200);

        assertThat(Renumbering.between(plan(a, b), plan(b, a))).isEmpty();
        assertThat(Renumbering.between(plan(a, b), plan(b))).isEmpty();
        assertThat(Renumbering.between(plan(b), plan(a, b))).isEmpty();
    }

    @Test
    void marksThatAreSwappedFollowTheAddressAConnectionHasOutside() {
        RoutePlan before = plan(uplink("a", OF_A, 0x100), uplink("b", OF_B, 0x200));
        RoutePlan after = plan(uplink("a", OF_A, 0x200), uplink("b", OF_B, 0x100));

        Renumbering.Right right =
                Renumbering.between(before, after).orElseThrow().marks(Family.IPV4);

        assertThat(right.of(outwards(OF_A, 0x100))).isEqualTo(0x200);
        assertThat(right.of(outwards(OF_B, 0x200))).isEqualTo(0x100);
        assertThat(right.of(inwards(OF_A, 0x100))).isEqualTo(0x200);
        // begun under the new marks already
        assertThat(right.of(outwards(OF_A, 0x200))).isEqualTo(0x200);
    }

    @Test
    void whatIsNotTranslatedFollowsItsOldMarkIfThatIsNobodysNow() {
        RoutePlan before = plan(uplink("a", OF_A, 0x100), uplink("b", OF_B, 0x200));
        RoutePlan after = plan(uplink("a", OF_A, 0x300), uplink("b", OF_B, 0x200));

        Renumbering.Right right =
                Renumbering.between(before, after).orElseThrow().marks(Family.IPV4);

        assertThat(right.of(outwards(CLIENT, 0x100))).isEqualTo(0x300);
        assertThat(right.of(outwards(CLIENT, 0x200))).isEqualTo(0x200);
    }

    @Test
    void underAnotherMaskMarksAreKnownByTheOldOne() {
        RoutePlan before = plan(uplink("a", OF_A, 0x100), uplink("b", OF_B, 0x200));
        RoutePlan moved = plan(uplink("a", OF_A, 0x10000), uplink("b", OF_B, 0x20000));
        var layout = new Layout(0xff0000, 199, 200, 31000, 31100, 31200, 31300, 31400, 31500);
        var after = new RoutePlan(layout, moved.downlinks(), moved.uplinks(), moved.paths(), List.of());

        Renumbering.Right right =
                Renumbering.between(before, after).orElseThrow().marks(Family.IPV4);

        assertThat(right.of(outwards(OF_B, 0x200))).isEqualTo(0x20000);
        assertThat(right.of(outwards(CLIENT, 0x200))).isEqualTo(0x20000);
        assertThat(right.of(inwards(OF_A, 0x137))).isEqualTo(0x10000);
        assertThat(right.of(outwards(OF_B, 0x20000)))
                .as("begun under the new mask")
                .isEqualTo(0x20000);
        assertThat(right.of(outwards(OF_A, 0))).as("none of an uplink").isZero();
    }

    @Test
    void marksOfNoUplinkAndBitsOfOthersStay() {
        RoutePlan before = plan(uplink("a", OF_A, 0x100));
        RoutePlan after = plan(uplink("a", OF_A, 0x300));

        Renumbering.Right right =
                Renumbering.between(before, after).orElseThrow().marks(Family.IPV4);

        assertThat(right.of(outwards(OF_A, 0))).isZero();
        assertThat(right.of(outwards(OF_A, 0x700))).isEqualTo(0x700);
        assertThat(right.of(outwards(OF_A, 0x137))).isEqualTo(0x300);
    }

    @Test
    void anAddressThatTwoUplinksHaveTellsNothing() {
        RoutePlan before = plan(uplink("a", OF_A, 0x100), uplink("b", OF_A, 0x200));
        RoutePlan after = plan(uplink("a", OF_A, 0x200), uplink("b", OF_A, 0x100));

        Renumbering.Right right =
                Renumbering.between(before, after).orElseThrow().marks(Family.IPV4);

        assertThat(right.of(outwards(OF_A, 0x100))).isEqualTo(0x100);
    }
}
