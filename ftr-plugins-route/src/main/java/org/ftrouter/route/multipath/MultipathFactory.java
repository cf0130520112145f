// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.nio.file.Path;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.route.multipath.MultipathBackend.NexthopGroups;
import org.ftrouter.route.multipath.MultipathBackend.SysctlMode;
import org.ftrouter.route.multipath.SysctlPlan.Hash;

/**
 * {@code type = multipath}. Settings:
 *
 * <ul>
 *   <li>{@code sysctl = set | check} ({@code set}): sysctls are set, or only looked at
 *   <li>{@code hash = l3 | l4} ({@code l4}): a connection picks its uplink by addresses, or by addresses and ports
 *   <li>{@code nexthop-groups = off | resilient} ({@code off}): resilient: when an IPv4 uplink leaves or returns, packets
 *       without a connection mark move only as far as they must, where the kernel has such groups (Linux 5.13)
 * </ul>
 */
public final class MultipathFactory implements RouteBackendFactory {
    private static final String GROUPS = "nexthop-groups";

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
        NexthopGroups groups = settings.choice(GROUPS, NexthopGroups.class, NexthopGroups.OFF);
        if (realms && groups != NexthopGroups.OFF) { // the kernel would take the realm without a word, and forget it
            settings.problem(
                    GROUPS,
                    "cannot go with type = realms, as the kernel's nexthop groups carry no realms: leave it out or,"
                            + " if no two uplinks share an interface, write type = multipath");
        }
        return new MultipathBackend(mode, hash, groups, realms, Path.of("/proc/sys"), context);
    }
}
