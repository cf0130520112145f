// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import org.ftrouter.dist.lab.Line;

/** Two uplinks on macvlans of one port, one on a bridge. */
class MacvlanAndBridgeIT extends InterfaceKind {
    MacvlanAndBridgeIT() {
        super("macvlan, bridge", Line.MACVLAN, Line.MACVLAN, Line.BRIDGE);
    }
}
