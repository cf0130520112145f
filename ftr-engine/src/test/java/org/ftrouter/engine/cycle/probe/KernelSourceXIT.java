// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;

import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.testkit.PrivateNetwork;
import org.ftrouter.api.testkit.TestNamespace;
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

    @Test
    void ourOwnRoutesWakeNobody() throws Exception {
        PrivateNetwork.run(() -> {
            try (var source = new KernelSource(OWN)) {
                var told = new Semaphore(0);
                source.watch(told::release);
                sh("ip route add unreachable default table 101 proto " + OWN);
                assertThat(told.tryAcquire(300, TimeUnit.MILLISECONDS)).isFalse();
                source.own(198);
                sh("ip route add unreachable default table 102 proto 198");
                assertThat(told.tryAcquire(300, TimeUnit.MILLISECONDS)).isFalse();

                sh("ip route add unreachable default table 103 proto " + OWN);
                assertThat(told.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            }
        });
    }

    /**
     * What {@link Network#POLL_UNUSED} rests on: after a quiet second the kernel tells of a lost carrier at once, and soon
     * after another event it does not. Other namespaces' events count, so some tries may fall upon one.
     */
    @Test
    void afterAQuietSecondTheKernelTellsOfALostCarrierAtOnce() throws Exception {
        try (var far = TestNamespace.create("far")) {
            PrivateNetwork.run(() -> {
                // of the same number on both sides, as if the line were a card's: the kernel hurries with stacked
                // devices
                sh("ip link add name line index 77 up type veth peer name far index 77 netns " + far.id());
                far.ip("link", "set", "far", "up");
                try (var source = new KernelSource(OWN)) {
                    var told = new Semaphore(0);
                    source.watch(told::release);

                    assertThat(toldAtOnce(told, far, 1300, 8)).isEqualTo(2);
                    assertThat(toldAtOnce(told, far, 100, 3)).isLessThan(2);
                }
            });
        }
    }

    /** How often, up to twice, so many milliseconds after the carrier had come back; so often it is tried. */
    private static int toldAtOnce(Semaphore told, TestNamespace far, long pause, int tries)
            throws InterruptedException {
        int soon = 0;
        for (int i = 0; i < tries && soon < 2; i++) {
            far.ip("link", "set", "far", "up");
            Thread.sleep(pause);
            told.drainPermits();
            far.ip("link", "set", "far", "down");
            soon += told.tryAcquire(200, TimeUnit.MILLISECONDS) ? 1 : 0;
        }
        return soon;
    }
}
