// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.util.List;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;

/** Warns once if nobody loaded the rules that are the administrator's to load. Never fails, changes nothing. */
final class LoadedTableCheck {
    private final Nft nft;
    private final System.Logger logger;
    private boolean done;

    LoadedTableCheck(Nft nft, System.Logger logger) {
        this.nft = nft;
        this.logger = logger;
    }

    void run(RoutePlan plan) throws InterruptedException {
        if (done) {
            return;
        }
        done = true;
        try {
            warn(plan, nft.everything());
        } catch (RouteException e) {
            logger.log(System.Logger.Level.DEBUG, "cannot see whether the rules are loaded: {0}", e.getMessage());
        }
    }

    private void warn(RoutePlan plan, String everything) {
        List<String> unmarked = plan.uplinks().stream()
                .filter(uplink -> !marks(everything, uplink))
                .map(Uplink::name)
                .toList();
        if (!unmarked.isEmpty()) {
            logger.log(
                    System.Logger.Level.WARNING,
                    "no nftables rule marks the connections of {0}: they will not stay on their uplink. Set"
                            + " manage = true, or load what ''ftr generate nftables'' prints",
                    String.join(", ", unmarked));
        }
    }

    /** In whatever table and with whatever mask: administrators merge the rules into their own. */
    private static boolean marks(String everything, Uplink uplink) {
        String target = "ct mark set ";
        String mark = Marks.hex(uplink.mark());
        return everything
                .lines()
                .anyMatch(rule -> rule.contains(target) && rule.stripTrailing().endsWith(mark));
    }
}
