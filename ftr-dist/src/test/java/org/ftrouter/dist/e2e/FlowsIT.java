// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

/** With what the lab has anyway: iptables. */
class FlowsIT extends FlowsScenarios {
    FlowsIT() {
        super("");
    }
}
