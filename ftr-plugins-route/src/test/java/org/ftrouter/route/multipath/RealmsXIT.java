// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;
import static org.ftrouter.route.multipath.Bench.everything;
import static org.ftrouter.route.multipath.Bench.routes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.api.testkit.TestUplinks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes that tell uplinks on {@link OneWire} apart. */
class RealmsXIT {
    private static final RoutePlan PLAN = TestUplinks.plan(OneWire.UPLINKS, 0, 1, 2);

    @TempDir
    Path state;

    private MultipathBackend backend(RouteBackendFactory factory) {
        return (MultipathBackend) factory.create(TestSettings.of(), new TestContext(state.resolve(factory.type())));
    }

    @Test
    void everyWayCarriesTheRealmOfItsUplink() throws Exception {
        OneWire.run(() -> {
            backend(new RealmsFactory()).apply(PLAN);

            assertThat(routes(200).lines().map(String::strip))
                    .containsExactly(
                            "default proto 199 metric 1000",
                            "nexthop via 10.1.0.1 realm 129 dev up1 weight 1",
                            "nexthop via 10.1.0.254 realm 130 dev up1 weight 1",
                            "nexthop via 10.3.0.1 realm 131 dev up1 weight 1",
                            "default via 10.1.0.1 dev up1 proto 199 src 10.1.0.2 metric 1001 realm 129",
                            "default via 10.1.0.254 dev up1 proto 199 src 10.1.0.3 metric 1002 realm 130",
                            "default via 10.3.0.1 dev up1 proto 199 src 10.3.0.2 metric 1003 realm 131");
            assertThat(routes(1002)).contains("default via 10.1.0.254 dev up1 proto 199 src 10.1.0.3 realm 130");
            assertThat(sh("ip -6 route show table 1001")).contains("default via 2001:db8:1::1 dev up1");
        });
    }

    @Test
    void whatIsRenderedDoesTheSameAsApply() throws Exception {
        var applied = new AtomicReference<String>();
        var piped = new AtomicReference<String>();

        OneWire.run(() -> {
            backend(new RealmsFactory()).apply(PLAN);
            applied.set(everything());
        });
        OneWire.run(() -> {
            sh(backend(new RealmsFactory()).render(PLAN));
            piped.set(everything());
        });

        assertThat(piped.get()).isEqualTo(applied.get()).contains("realm 131");
    }

    @Test
    void applyingAgainWritesNothingAndAForeignRealmIsMended() throws Exception {
        OneWire.run(() -> {
            MultipathBackend backend = backend(new RealmsFactory());
            backend.apply(PLAN);
            String whole = everything();
            int writes = backend.writes();
            backend.apply(PLAN);
            assertThat(backend.writes()).isEqualTo(writes);

            sh("ip route replace default via 10.3.0.1 dev up1 table 1003 src 10.3.0.2 proto 199 realm 5");
            backend.apply(PLAN);

            assertThat(everything()).isEqualTo(whole);
        });
    }

    @Test
    void takingThePlaceOfMultipathAndGivingItBackLeavesNoTrace() throws Exception {
        OneWire.run(() -> {
            String before = everything();
            backend(new MultipathFactory()).apply(PLAN);
            String multipath = everything();

            backend(new RealmsFactory()).apply(PLAN);
            assertThat(everything()).contains("realm 130");
            backend(new MultipathFactory()).apply(PLAN);
            assertThat(everything()).isEqualTo(multipath);
            backend(new RealmsFactory()).apply(PLAN);
            backend(new RealmsFactory()).remove();

            assertThat(everything()).isEqualTo(before);
            assertThat(Files.exists(state.resolve("multipath").resolve("owned")))
                    .isFalse();
        });
    }

    /** Why nexthop groups are refused with realms. Where this fails, the kernel has learnt it. */
    @Test
    void theKernelForgetsTheRealmOfARouteThroughNexthopObjects() throws Exception {
        OneWire.run(() -> {
            sh("ip nexthop add id 1 via 10.1.0.1 dev up1", "ip route add default table 200 nhid 1 realm 5");
            sh("ip route add default via 10.1.0.1 dev up1 table 201 realm 5");

            assertThat(routes(200)).contains("nhid 1").doesNotContain("realm");
            assertThat(routes(201)).contains("realm 5");
        });
    }
}
