// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

/** The same with nftables. */
class NftablesStickyIT extends StickyIT {

    @Override
    String firewall() {
        return "nftables";
    }

    @Override
    boolean knowsPairs() {
        return true;
    }
}
