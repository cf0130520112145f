// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;
import static org.ftrouter.api.testkit.TestUplinks.plan;
import static org.ftrouter.route.multipath.Bench.backend;
import static org.ftrouter.route.multipath.Bench.everything;
import static org.ftrouter.route.multipath.Bench.inNetwork;
import static org.ftrouter.route.multipath.Bench.routes;
import static org.ftrouter.route.multipath.Bench.uplinks;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultipathPinsXIT {
    private static final List<Uplink> UPLINKS = uplinks(3);

    @TempDir
    Path folder;

    private static PinRoute pin(int number, boolean shared, boolean block, int... usable) {
        return Bench.pin(UPLINKS, number, shared, block, usable);
    }

    private static RoutePlan with(PinRoute... pins) {
        return plan(UPLINKS, 0, 1).with(List.of(pins));
    }

    private static List<String> table(int number) {
        return routes(number).lines().map(String::strip).toList();
    }

    @Test
    void aPinHasATableAndARuleBeforeThoseOfAddresses() throws Exception {
        inNetwork(3, () -> {
            backend(folder).apply(with(pin(100, false, true, 2, 0), pin(101, true, false, 0, 1)));

            assertThat(sh("ip rule").replace(" \n", "\n"))
                    .contains(
                            "31101:	from all fwmark 0x6400/0xff00 lookup 400 proto 199",
                            "31102:	from all fwmark 0x6500/0xff00 lookup 401 proto 199");
            assertThat(sh("ip -6 rule")).contains("31101:	from all fwmark 0x6400/0xff00 lookup 400");
            assertThat(table(400))
                    .containsExactly(
                            "default via 10.3.0.1 dev up3 proto 199 src 10.3.0.2 metric 1000",
                            "default via 10.1.0.1 dev up1 proto 199 src 10.1.0.2 metric 1001",
                            "unreachable default proto 199 metric 4000000000");
            assertThat(table(401))
                    .containsExactly(
                            "default proto 199 metric 1000",
                            "nexthop via 10.1.0.1 dev up1 weight 1",
                            "nexthop via 10.2.0.1 dev up2 weight 2",
                            "default via 10.1.0.1 dev up1 proto 199 src 10.1.0.2 metric 1001",
                            "default via 10.2.0.1 dev up2 proto 199 src 10.2.0.2 metric 1002");
        });
    }

    @Test
    void whatIsRenderedDoesTheSameAsApply() throws Exception {
        RoutePlan plan = with(pin(100, false, true, 2, 0), pin(101, true, false, 0, 1), pin(102, true, true));
        var applied = new AtomicReference<String>();
        var piped = new AtomicReference<String>();

        inNetwork(3, () -> {
            backend(folder).apply(plan);
            applied.set(everything());
        });
        inNetwork(3, () -> {
            sh(backend(folder).render(plan));
            piped.set(everything());
        });

        assertThat(piped.get()).isEqualTo(applied.get()).contains("lookup 402");
    }

    @Test
    void failoverReturnAndEndOfAPinLeaveWhatTheLastPlanSays() throws Exception {
        inNetwork(3, () -> {
            MultipathBackend backend = backend(folder);
            backend.apply(with());
            String without = everything();
            backend.apply(with(pin(100, true, true, 0, 1, 2), pin(101, false, false, 0, 1)));
            String with = everything();

            backend.apply(with(pin(100, true, true), pin(101, false, false, 1)));
            assertThat(table(400)).containsExactly("unreachable default proto 199 metric 4000000000");
            assertThat(table(401)).containsExactly("default via 10.2.0.1 dev up2 proto 199 src 10.2.0.2 metric 1000");
            backend.apply(with(pin(100, true, true, 0, 1, 2), pin(101, false, false, 0, 1)));
            assertThat(everything()).isEqualTo(with);
            int writes = backend.writes();
            backend.apply(with(pin(100, true, true, 0, 1, 2), pin(101, false, false, 0, 1)));
            assertThat(backend.writes()).isEqualTo(writes);

            backend.apply(with());
            assertThat(everything()).isEqualTo(without);
        });
    }

    @Test
    void whenTheInterfaceOfItsFirstChoiceGoesTheKernelGoesOnToTheNext() throws Exception {
        inNetwork(3, () -> {
            backend(folder).apply(with(pin(100, false, true, 2, 0), pin(101, true, true, 0, 1)));

            sh("ip link del up3");
            assertThat(sh("ip route get 192.0.2.9 mark 0x6400")).contains("dev up1");
            sh("ip link del up1");
            assertThat(sh("ip route get 192.0.2.9 mark 0x6500")).contains("dev up2");
        });
    }
}
