// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.Line;

/** The same with all uplinks on one interface: a client's uplink is known by the realm of the way it took. */
class StickyOnOneWireIT extends StickyIT {

    @Override
    LabBuilder wired() {
        return super.wired().wiring(Line.WIRE).families(Family.IPV4);
    }
}
