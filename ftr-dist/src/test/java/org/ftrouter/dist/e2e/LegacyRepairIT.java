// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import org.ftrouter.dist.lab.LabBuilder;
import org.junit.jupiter.api.Tag;

/** The same with the older kind of iptables. */
@Tag("variant")
@Tag("paired")
class LegacyRepairIT extends RepairIT {

    @Override
    LabBuilder wired() {
        return super.wired().firewall("iptables, variant = legacy");
    }
}
