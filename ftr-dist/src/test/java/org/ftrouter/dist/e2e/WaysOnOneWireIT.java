// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Line;
import org.junit.jupiter.api.Test;

/** The same ways with all uplinks on one interface. */
class WaysOnOneWireIT extends WaysIT {

    @Override
    LabBuilder wired() {
        return super.wired().wiring(Line.WIRE).families(Family.IPV4);
    }

    /** Here it is the interface of all; what leaves through it bears the address of the uplink that it takes. */
    @Test
    @Override
    void whatTheRouterSendsTakesTheUplinkWhoseInterfaceItIsBoundTo() throws Exception {
        String target = silent(Family.IPV4, 110);
        pings(lab().uplink(1).device(), target);

        long all = 0;
        for (LabUplink uplink : lab().uplinks()) {
            all += packets(uplink, target);
        }
        assertThat(all).isEqualTo(3);
    }
}
