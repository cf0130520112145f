// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

/** The same pins with nftables. */
class NftablesPinsIT extends PinsIT {

    @Override
    String firewall() {
        return "nftables";
    }
}
