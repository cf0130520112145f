// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

/** All uplinks on one interface, with nftables. */
class NftablesStickyOnOneWireIT extends StickyOnOneWireIT {

    @Override
    String firewall() {
        return "nftables";
    }

    @Override
    boolean knowsPairs() {
        return true;
    }
}
