// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.nio.file.Path;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.route.multipath.MultipathBackend.SysctlMode;
import org.ftrouter.route.multipath.SysctlPlan.Hash;

/** {@code type = multipath}. Settings: {@code sysctl = set | check} and {@code hash = l3 | l4}. */
public final class MultipathFactory implements RouteBackendFactory {

    @Override
    public String type() {
        return "multipath";
    }

    @Override
    public RouteBackend create(Settings settings, PluginContext context) {
        return create(settings, false, context);
    }

    static RouteBackend create(Settings settings, boolean realms, PluginContext context) {
        SysctlMode mode = settings.choice("sysctl", SysctlMode.class, SysctlMode.SET);
        Hash hash = settings.choice("hash", Hash.class, Hash.L4);
        return new MultipathBackend(mode, hash, realms, Path.of("/proc/sys"), context);
    }
}
