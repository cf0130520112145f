// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

/** All uplinks on one interface, with nftables. */
class NftablesFlowsOnOneWireIT extends FlowsOnOneWireIT {

    @Override
    String firewall() {
        return "nftables";
    }
}
