// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.api.testkit.RouteBackendContract;

class RealmsContractXIT extends RouteBackendContract {

    @Override
    protected RouteBackendFactory factory() {
        return new RealmsFactory();
    }
}
