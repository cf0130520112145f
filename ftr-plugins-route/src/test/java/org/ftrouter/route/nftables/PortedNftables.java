// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.util.function.UnaryOperator;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.route.Commands;

/** The backend with something between it and the programs it runs. */
public final class PortedNftables {
    private PortedNftables() {}

    /** A factory of such backends. */
    public static RouteBackendFactory through(UnaryOperator<Commands> port) {
        return new NftablesBackendFactory(port);
    }
}
