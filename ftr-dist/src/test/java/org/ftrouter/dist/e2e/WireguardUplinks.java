// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Line;

/** Two WireGuard uplinks and an ordinary one. Needs a kernel with WireGuard, and its tools. */
class WireguardUplinks extends InterfaceKind {
    WireguardUplinks() {
        super("wireguard", List.of(Family.values()), Line.WIREGUARD, Line.VETH, Line.WIREGUARD);
    }
}
