// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

/** With iptables. */
class FlowsIT extends FlowsScenarios {

    @Override
    String firewall() {
        return "iptables";
    }
}
