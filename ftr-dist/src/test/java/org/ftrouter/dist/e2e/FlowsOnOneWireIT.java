// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Counters;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Line;
import org.junit.jupiter.api.Test;

/** The same with all uplinks on one interface, where only realms and addresses tell them apart. */
class FlowsOnOneWireIT extends FlowsIT {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Override
    LabBuilder wired() {
        return super.wired().wiring(Line.WIRE).families(Family.IPV4);
    }

    @Test
    void theRoutersOwnPacketsBearTheAddressOfTheUplinkTheyTake() throws Exception {
        for (int i = 0; i < 40; i++) {
            String destination = Addresses.udpServer(i);
            assertThat(lab().ping(lab().router(), destination, SECOND))
                    .as(destination)
                    .isTrue();
        }

        assertThat(router().foreignPackets()).as(router().foreignSources()).isZero();
    }

    /** These take none of our routes, for the wire itself leads there. */
    @Test
    void theLanReachesTheProvidersGatewaysThemselves() throws Exception {
        for (LabUplink uplink : lab().uplinks()) {
            assertThat(lab().ping(lab().lan(), uplink.gateway(), SECOND))
                    .as(uplink.name())
                    .isTrue();
        }

        assertThat(router().foreignPackets()).as(router().foreignSources()).isZero();
    }

    @Test
    void everyProviderIsAskedByProbesFromItsCustomersAddress() throws Exception {
        for (LabUplink uplink : lab().uplinks()) {
            Counters before = lab().provider(uplink).counters();
            Router.await(
                    uplink.name() + " is asked",
                    Router.LONG,
                    () -> lab().provider(uplink).counters().since(before).probes() > 0);
        }

        assertThat(router().foreignPackets()).as(router().foreignSources()).isZero();
    }
}
