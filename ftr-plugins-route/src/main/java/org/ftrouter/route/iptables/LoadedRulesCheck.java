// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;

/** Warns once if nobody loaded the rules that are the administrator's to load. Never fails, changes nothing. */
final class LoadedRulesCheck {
    private final Tools tools;
    private final System.Logger logger;
    private boolean done;

    LoadedRulesCheck(Tools tools, System.Logger logger) {
        this.tools = tools;
        this.logger = logger;
    }

    void run(RoutePlan plan) throws InterruptedException {
        if (done) {
            return;
        }
        done = true;
        for (Family family : new ChainRules(plan).families()) {
            try {
                warn(plan, family, tools.save(family, "mangle"));
            } catch (RouteException e) {
                logger.log(System.Logger.Level.DEBUG, "cannot see whether the rules are loaded: {0}", e.getMessage());
            }
        }
    }

    private void warn(RoutePlan plan, Family family, SavedTable mangle) {
        List<String> unmarked = plan.uplinks().stream()
                .filter(uplink -> uplink.families().contains(family))
                .filter(uplink -> !marks(mangle, uplink))
                .map(Uplink::name)
                .toList();
        if (!unmarked.isEmpty()) {
            logger.log(
                    System.Logger.Level.WARNING,
                    "no iptables rule ({0}) marks the connections of {1}: they will not stay on their uplink. Set"
                            + " manage = true, or load what ''ftr generate iptables'' prints",
                    family,
                    String.join(", ", unmarked));
        }
    }

    /** In whatever chain and with whatever mask: administrators merge the rules into their own. */
    private static boolean marks(SavedTable mangle, Uplink uplink) {
        String target = "CONNMARK --set-xmark 0x" + Integer.toHexString(uplink.mark()) + "/";
        return mangle.chains().values().stream().flatMap(List::stream).anyMatch(rule -> rule.contains(target));
    }
}
