// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.Line;
import org.junit.jupiter.api.Tag;

/** The same with all uplinks on one interface. */
@Tag("variant")
@Tag("paired")
class AllDownOnOneWireIT extends AllDownIT {

    @Override
    LabBuilder wired() {
        return super.wired().wiring(Line.WIRE).families(Family.IPV4);
    }
}
