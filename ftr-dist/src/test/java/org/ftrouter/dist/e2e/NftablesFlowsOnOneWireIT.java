// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import org.junit.jupiter.api.Tag;

/** All uplinks on one interface, with nftables. */
@Tag("variant")
class NftablesFlowsOnOneWireIT extends FlowsOnOneWireIT {

    @Override
    String firewall() {
        return "nftables";
    }
}
