// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import org.ftrouter.dist.lab.LabBuilder;
import org.junit.jupiter.api.Tag;

/** The same with nftables. */
@Tag("variant")
class NftablesLoadedExitIT extends LoadedExitIT {

    @Override
    LabBuilder wired() {
        return super.wired().firewall("nftables");
    }
}
