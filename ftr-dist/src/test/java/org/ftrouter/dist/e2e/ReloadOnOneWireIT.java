// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.Line;
import org.junit.jupiter.api.Tag;

/** The same with all uplinks on one interface. */
@Tag("variant")
@Tag("paired")
class ReloadOnOneWireIT extends ReloadIT {

    @Override
    LabBuilder wired() {
        return super.wired().wiring(Line.WIRE).families(Family.IPV4);
    }

    /** An uplink's number is its realm, too: those that begin between the rules and the routes are another's. */
    @Override
    int most() {
        return 8;
    }

    /** Not here: who writes no rules can ask through the first gateway alone. */
    @Override
    void observingChangesNothingAndSaysWhatWouldBeDoneUntilItIsTurnedOn() {}
}
