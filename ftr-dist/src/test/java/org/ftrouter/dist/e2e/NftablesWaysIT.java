// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

/** The same ways with nftables. */
class NftablesWaysIT extends WaysIT {

    @Override
    String firewall() {
        return "nftables";
    }
}
