// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Line;
import org.junit.jupiter.api.Tag;

/** Two uplinks on macvlans of one port, one on a bridge. */
@Tag("paired")
class MacvlanAndBridgeIT extends InterfaceKind {
    MacvlanAndBridgeIT() {
        super("macvlan, bridge", List.of(Family.values()), Line.MACVLAN, Line.MACVLAN, Line.BRIDGE);
    }
}
