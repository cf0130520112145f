// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;

import java.util.Set;
import org.ftrouter.api.testkit.PrivateNetwork;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.linux.NetworkLink;
import org.ftrouter.linux.NetworkState;
import org.junit.jupiter.api.Test;

class KernelSourceXIT {
    private static final int OWN = 199;

    @Test
    void onlyTheWantedLinksAreReadAfresh() throws Exception {
        PrivateNetwork.run(() -> {
            TestUplinks.plug(1);
            TestUplinks.plug(2);
            try (var source = new KernelSource(OWN)) {
                NetworkState before = source.read();
                sh("ip link set up1 down", "ip link set up2 down");

                NetworkState after = source.refreshLinks(before, Set.of("up1"));

                assertThat(after.link("up1").orElseThrow().up()).isFalse();
                assertThat(after.link("up2").orElseThrow().up()).isTrue();
                assertThat(after.addresses()).isEqualTo(before.addresses());
            }
        });
    }

    /** The event may still be under way. */
    @Test
    void everythingIsReadIfALinkHasGoneOrIsAnother() throws Exception {
        PrivateNetwork.run(() -> {
            TestUplinks.plug(1);
            TestUplinks.plug(2);
            try (var source = new KernelSource(OWN)) {
                NetworkState before = source.read();
                sh("ip link set up1 down", "ip link set up1 name other", "ip link del up2");

                NetworkState after = source.refreshLinks(before, Set.of("up1"));

                assertThat(after.links())
                        .extracting(NetworkLink::name)
                        .contains("other")
                        .doesNotContain("up1", "up2");

                sh("ip link set other name up1");
                TestUplinks.plug(2);
                NetworkState anew = source.refreshLinks(before, Set.of("up2"));

                assertThat(anew.link("up2").orElseThrow().index())
                        .isNotEqualTo(before.link("up2").orElseThrow().index());
            }
        });
    }

    /** Or a dynamic uplink would keep to the gateway that it had when {@code routing.protocol} was changed. */
    @Test
    void underAnotherProtocolNumberTooNothingIsLearntFromOurOwnRoutes() throws Exception {
        PrivateNetwork.run(() -> {
            TestUplinks.plug(1);
            sh("ip route add default via 10.1.0.7 dev up1 table 101 proto 198");
            try (var source = new KernelSource(OWN)) {
                assertThat(source.read().defaults()).isNotEmpty();

                source.own(198);

                assertThat(source.read().defaults()).isEmpty();
            }
        });
    }
}
