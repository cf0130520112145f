// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Line;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The same with all uplinks on one interface. The meter's connections through the others go on, so that the interface
 * receives all the time: were its counters evidence for the dead uplink, it would be trusted for five seconds.
 */
@Tag("variant")
class FailoverOnOneWireIT extends FailoverScenarios {

    FailoverOnOneWireIT() {
        super("one wire, ", 3);
    }

    @Override
    LabBuilder wired() {
        return super.wired().wiring(Line.WIRE).families(Family.IPV4);
    }

    /** Not here: the router has one carrier for all. */
    @Override
    void aLostCarrierFailsNoConnectionAndTheKernelIsChangedAtOnce() {}

    /** Nor this: at most one uplink of a wire has IPv6. */
    @Override
    void withOneFamilyBrokenTheOtherStaysWhereItIs() {}

    @Test
    void behindAModemUnpluggedAtTheSwitchTheOutageIsShort() throws Exception {
        outages(Fault.CARRIER, "unplugged at the switch");
    }

    @Test
    @Tag("essence")
    void whenTheRoutersPlugIsPulledAllGoDownAndAllComeBack() throws Exception {
        Router router = router();
        lab().host("switch").ip(List.of("link set port down"));
        for (LabUplink uplink : lab().uplinks()) {
            router.awaitHealth(uplink, "down");
        }
        lab().host("switch").ip(List.of("link set port up"));
        Stamp plugged = Stamp.now();

        for (LabUplink uplink : lab().uplinks()) {
            assertThat(lab().meter().awaitUplink(uplink, plugged, Router.LONG))
                    .as(uplink.name())
                    .isPresent();
        }
        assertThat(lab().meter().awaitQuiet(Duration.ofSeconds(1), Router.LONG)).isTrue();
        assertThat(router.foreignPackets()).isZero();
    }
}
