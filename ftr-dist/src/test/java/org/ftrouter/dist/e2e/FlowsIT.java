// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

/** With iptables, as the machine has it. */
class FlowsIT extends FlowsScenarios {
    FlowsIT() {
        super("iptables");
    }
}
