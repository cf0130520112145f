// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import org.ftrouter.dist.lab.LabBuilder;
import org.junit.jupiter.api.Tag;

/** All uplinks on one interface, with nftables; in the long layer. */
@Tag("variant")
class NftablesExitOnOneWire extends ExitOnOneWireIT {

    @Override
    LabBuilder wired() {
        return super.wired().firewall("nftables");
    }
}
