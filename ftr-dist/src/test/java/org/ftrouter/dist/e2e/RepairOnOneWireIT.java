// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Line;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.Test;

/** The same with all uplinks on one interface, whose loss is that of all. */
class RepairOnOneWireIT extends RepairIT {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Override
    LabBuilder wired() {
        return super.wired().wiring(Line.WIRE).families(Family.IPV4);
    }

    @Test
    @Override
    void anInterfaceSetDownByHandIsBackInServiceByItself() throws Exception {
        String device = lab().uplink(1).device();
        lab().router().ip(List.of("link set " + device + " down"));
        Router.live(Duration.ofSeconds(2));
        lab().router().ip(List.of("link set " + device + " up"));
        Stamp up = Stamp.now();

        for (LabUplink uplink : lab().uplinks()) {
            assertThat(lab().meter().awaitUplink(uplink, up, Router.LONG))
                    .as(uplink.name())
                    .isPresent();
        }
        assertThat(router().foreignPackets()).isZero();
    }

    /** Not here: there would be nothing left to carry on. */
    @Override
    void deletingAnInterfaceFailsNoRouteLookUpAndTheOthersCarryOn() {}

    @Test
    void anAddressTakenAwayTakesItsUplinkAlongAndTheOthersCarryOn() throws Exception {
        LabUplink cable = lab().uplink("cable");
        String address = cable.address() + "/24 dev " + cable.device();
        lab().router().ip(List.of("addr del " + address));
        router().awaitHealth(cable, "down");
        assertThat(lab().meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
        Stamp without = Stamp.now();
        Router.live(SECOND);
        MeterReport report = lab().meter().since(without);
        lab().router().ip(List.of("addr add " + address));
        Stamp again = Stamp.now();

        assertThat(report.failures()).isEmpty();
        assertThat(report.share(cable)).isZero();
        assertThat(lab().meter().awaitUplink(cable, again, Router.LONG)).isPresent();
        assertThat(router().foreignPackets()).isZero();
    }
}
