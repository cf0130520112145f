// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteBackendFactory;

/**
 * {@code type = realms}: as {@code multipath}, with its settings but {@code nexthop-groups}, and each IPv4 hop carries its
 * uplink's realm. So several uplinks may share one interface; the firewall knows by the realm which of them the kernel
 * chose for a packet.
 */
public final class RealmsFactory implements RouteBackendFactory {

    @Override
    public String type() {
        return "realms";
    }

    @Override
    public boolean tellsApart() {
        return true;
    }

    @Override
    public RouteBackend create(Settings settings, PluginContext context) {
        return MultipathFactory.create(settings, true, context);
    }
}
