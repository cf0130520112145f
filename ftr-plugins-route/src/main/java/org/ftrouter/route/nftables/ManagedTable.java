// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.linux.ControlGroups;
import org.ftrouter.route.Groups;
import org.ftrouter.route.Watcher;

/** Our table in the kernel: compared, replaced as a whole if it differs, removed. */
final class ManagedTable implements Watcher.Rules {
    private final Nft nft;
    private final System.Logger logger;
    private final Map<String, String> spellings = new HashMap<>();

    private final Groups groups;

    ManagedTable(Nft nft, System.Logger logger) {
        this(nft, logger, new Groups(ControlGroups::unifiedIdentity));
    }

    ManagedTable(Nft nft, System.Logger logger, Groups groups) {
        this.groups = groups;
        this.nft = nft;
        this.logger = logger;
    }

    /** Makes the table that of the plan. A pin whose control group cannot be matched does not stop the others. */
    @Override
    public List<String> install(RoutePlan plan) throws RouteException, InterruptedException {
        boolean written = writePresent(plan);
        Optional<String> missing = groups.missing(plan);
        if (missing.isPresent()) {
            throw new RouteException(Reason.PARTIAL, missing.get());
        }
        return written ? List.of("table " + FtrTable.NAME + " of nftables") : List.of();
    }

    /** Tried, not concluded from a version: if all but pins of control groups is taken, the refusal was for them. */
    private boolean writePresent(RoutePlan plan) throws RouteException, InterruptedException {
        RoutePlan present = groups.present(plan);
        try {
            return write(new FtrTable(present));
        } catch (RouteException e) {
            if (e.reason() != Reason.UNSUPPORTED || !Groups.concern(present)) {
                throw e;
            }
            boolean written = write(new FtrTable(Groups.none(plan)));
            groups.refused(String.valueOf(e.getMessage()));
            return written;
        }
    }

    @Override
    public boolean stands(RoutePlan plan) throws RouteException, InterruptedException {
        return stands(new FtrTable(groups.present(plan)).block(), nft.table());
    }

    @Override
    public Set<String> tables() {
        return Set.of(FtrTable.NAME.substring(FtrTable.NAME.indexOf(' ') + 1)); // without its family
    }

    /** A control group made anew is another: nft lists its rule with the number of the old one. */
    private boolean write(FtrTable table) throws RouteException, InterruptedException {
        String wanted = table.block();
        String found = nft.table();
        if (stands(wanted, found)) {
            return false;
        }
        replace(table, found);
        learnSpelling(wanted, nft.table());
        logger.log(System.Logger.Level.INFO, "wrote table {0} of nftables", FtrTable.NAME);
        return true;
    }

    private void replace(FtrTable table, String found) throws RouteException, InterruptedException {
        Optional<String> keeping = TableChange.keeping(table, found);
        if (keeping.isPresent()) {
            try {
                nft.load(keeping.get());
                return;
            } catch (RouteException e) {
                logger.log(System.Logger.Level.WARNING, "who keeps to which uplink is forgotten: {0}", e.getMessage());
            }
        }
        nft.load(table.replacement());
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
