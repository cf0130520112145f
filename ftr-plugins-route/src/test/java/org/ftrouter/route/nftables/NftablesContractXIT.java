// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import static org.ftrouter.api.testkit.PrivateNetwork.sh;

import org.ftrouter.api.Settings;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.api.testkit.RouteBackendContract;
import org.ftrouter.api.testkit.TestSettings;

class NftablesContractXIT extends RouteBackendContract {

    @Override
    protected RouteBackendFactory factory() {
        return new NftablesBackendFactory();
    }

    @Override
    protected Settings settings() {
        return TestSettings.of("manage", true);
    }

    @Override
    protected String state() {
        return sh("nft list ruleset");
    }
}
