// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Layout;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestUplinks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormerUplinksTest {
    private static final RoutePlan PLAN = TestUplinks.plan(List.of(TestUplinks.uplink(1), TestUplinks.uplink(2)), 0, 1);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void place() {
        file = folder.resolve("uplinks");
    }

    private FormerUplinks another() {
        return new FormerUplinks(file, address -> true);
    }

    @Test
    void anotherRunKnowsTheirMarksTablesAndPaths() {
        another().remember(PLAN);

        RoutePlan before = another().before(PLAN).orElseThrow();

        assertThat(before.uplinks())
                .extracting(Uplink::name, Uplink::device, Uplink::table, Uplink::mark, Uplink::probeMark)
                .containsExactlyElementsOf(PLAN.uplinks().stream()
                        .map(u -> org.assertj.core.groups.Tuple.tuple(
                                u.name(), u.device(), u.table(), u.mark(), u.probeMark()))
                        .toList());
        assertThat(before.uplinks())
                .allSatisfy(u -> assertThat(u.families()).isEqualTo(Set.of(Family.IPV4, Family.IPV6)));
        assertThat(before.paths())
                .extracting(p -> p.uplink().name(), p -> p.source(), p -> p.gateway())
                .containsExactlyElementsOf(PLAN.paths().stream()
                        .map(p -> org.assertj.core.groups.Tuple.tuple(p.uplink().name(), p.source(), p.gateway()))
                        .toList());
        assertThat(before.hops()).isEmpty();
    }

    /** By their addresses: else the rules of the one that has gone would be for all that leaves through the interface. */
    @Test
    void anotherRunTellsThoseOfOneInterfaceApartAlsoWhileItHasNoAddress() {
        Uplink first = TestUplinks.uplink(1, Family.IPV4);
        Uplink second = new Uplink(
                "u2",
                first.device(),
                "",
                first.families(),
                List.of(TestUplinks.ip("10.2.0.2")),
                List.of(TestUplinks.ip("10.2.0.1")),
                1,
                first.priority(),
                1002,
                0x200,
                0x8200);
        another().remember(TestUplinks.plan(List.of(first, second, TestUplinks.uplink(3)), 0));

        RoutePlan before =
                new FormerUplinks(file, address -> false).before(PLAN).orElseThrow();

        assertThat(before.uplinks())
                .extracting(u -> before.sharing(u, Family.IPV4).size())
                .containsExactly(1, 1, 0);
        assertThat(before.uplinks().get(2).addresses()).isEmpty(); // learnt or not makes no difference there
    }

    @Test
    void pathsWhoseAddressThisMachineHasNoMoreAreLeftOut() {
        InetAddress gone = PLAN.paths().get(0).source();
        another().remember(PLAN);

        RoutePlan before =
                new FormerUplinks(file, a -> !a.equals(gone)).before(PLAN).orElseThrow();

        assertThat(before.uplinks()).hasSize(2);
        assertThat(before.paths())
                .hasSize(PLAN.paths().size() - 1)
                .noneMatch(p -> p.source().equals(gone));
    }

    @Test
    void nothingIsKnownOfAnotherMaskOrFromAFileThatMakesNoSense() throws Exception {
        assertThat(another().before(PLAN)).as("a first run").isEmpty();
        Layout l = PLAN.layout();
        var other = new Layout(
                0xff0000,
                l.protocol(),
                l.balancedTable(),
                l.probePriority(),
                l.mainPriority(),
                l.markPriority(),
                l.fromPriority(),
                l.balancedPriority(),
                l.guardPriority());
        another().remember(new RoutePlan(other, PLAN.downlinks(), PLAN.uplinks(), PLAN.paths(), List.of()));
        assertThat(another().before(PLAN)).as("another mask").isEmpty();

        for (String line : List.of("path u9 10.9.0.1 ", "uplink", "uplink a b c d e f", "path u1 nowhere.invalid x")) {
            Files.writeString(file, "mask " + Integer.toHexString(l.markMask()) + "\n" + line + "\n");
            assertThat(another().before(PLAN)).as(line).isEmpty();
        }
    }

    @Test
    void withoutAPlaceNothingIsRemembered() {
        FormerUplinks none = FormerUplinks.none();
        none.remember(PLAN);

        assertThat(none.before(PLAN)).isEmpty();
    }
}
