// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

/** The same with the older kind of iptables. */
class LegacyStickyIT extends StickyIT {

    @Override
    String firewall() {
        return "iptables, variant = legacy";
    }
}
