// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.util.HashMap;
import java.util.Map;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.route.RoutePlan;

/** Our table in the kernel: compared, replaced as a whole if it differs, removed. */
final class ManagedTable {
    private final Nft nft;
    private final System.Logger logger;
    private final Map<String, String> spellings = new HashMap<>();

    ManagedTable(Nft nft, System.Logger logger) {
        this.nft = nft;
        this.logger = logger;
    }

    /** Makes the table that of the plan. */
    void install(RoutePlan plan) throws RouteException, InterruptedException {
        String wanted = new FtrTable(plan).block();
        if (stands(wanted, nft.table())) {
            return;
        }
        nft.load(new FtrTable(plan).replacement());
        learnSpelling(wanted, nft.table());
        logger.log(System.Logger.Level.INFO, "wrote table {0} of nftables", FtrTable.NAME);
    }

    /** Removes the table, whichever run made it. Without the program there is none. */
    void remove() throws RouteException, InterruptedException {
        try {
            if (!nft.table().isEmpty()) {
                nft.load("table " + FtrTable.NAME + "\ndelete table " + FtrTable.NAME + "\n");
                logger.log(System.Logger.Level.INFO, "removed table {0} of nftables", FtrTable.NAME);
            }
        } catch (RouteException e) {
            if (e.reason() != Reason.UNSUPPORTED) {
                throw e;
            }
        }
    }

    private boolean stands(String wanted, String found) {
        String normal = Listing.normal(found);
        return normal.equals(Listing.normal(wanted)) || normal.equals(spellings.get(wanted));
    }

    /** Another version of nft may print a rule in other words than ours; what it prints now is right as well. */
    private void learnSpelling(String wanted, String found) throws RouteException {
        String normal = Listing.normal(found);
        long lines = normal.lines().count();
        long written = Listing.normal(wanted).lines().count();
        if (lines != written) {
            throw new RouteException(
                    Reason.CONFLICT,
                    "table " + FtrTable.NAME + " was written with " + written + " lines and reads back with " + lines
                            + ". Another program changes it; stop that one, or set manage = false");
        }
        spellings.clear();
        spellings.put(wanted, normal);
    }
}
