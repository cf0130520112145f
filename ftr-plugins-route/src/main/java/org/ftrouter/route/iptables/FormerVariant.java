// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.route.Authorship;
import org.ftrouter.route.Commands;

/**
 * The variants of iptables that the rules were written with: not only the one of the settings if those have changed
 * since, or what the machine's alternatives point to. One thread at a time.
 */
final class FormerVariant {
    private static final String LEGACY = "legacy";
    private static final String NFT = "nft";

    private final Commands commands;
    private final Tools tools;
    private final PairSets sets;
    private final System.Logger logger;
    private final Authorship authorship;
    private Set<String> former = Set.of();
    private boolean claimed;

    /** Of rules that are now written with these tools. */
    FormerVariant(Commands commands, Tools tools, PairSets sets, System.Logger logger, Authorship authorship) {
        this.commands = commands;
        this.tools = tools;
        this.sets = sets;
        this.logger = logger;
        this.authorship = authorship;
    }

    /** We are about to write rules. Those of before stay remembered until they are gone, however often we are killed. */
    void claim() throws RouteException, InterruptedException {
        if (!claimed) {
            former = former();
            authorship.claim(present());
            claimed = true;
        }
    }

    /** What stands is not ours. */
    void disclaim() {
        authorship.disclaim();
    }

    /** Removes what was written with another variant, now that this one's rules stand. */
    void removeOnce() throws RouteException, InterruptedException {
        for (String tool : former) {
            rules(tool).remove();
            authorship.disown(tool);
        }
        former = Set.of();
    }

    /** Removes it and then the sets that any of them named, without claiming anything any more. */
    void remove() throws RouteException, InterruptedException {
        for (String tool : former()) {
            rules(tool).remove();
        }
        sets.remove();
        authorship.disclaim();
        claimed = false;
    }

    /** What we wrote, with whatever variant, and is there. */
    Optional<String> leftover() throws RouteException, InterruptedException {
        var there = new TreeSet<String>();
        for (String tool : authorship.claimed()) {
            if (rules(tool).areThere()) {
                there.add("iptables-" + tool);
            }
        }
        if (!there.isEmpty()) {
            return Optional.of("chains FTR_* of " + String.join(", ", there));
        }
        boolean setsAlone = !authorship.claimed().isEmpty() && !sets.found().isEmpty();
        return setsAlone ? Optional.of("sets " + PairSet.PREFIX + "* of ipset") : Optional.empty();
    }

    /** The other variants that we wrote with. */
    private Set<String> former() throws RouteException, InterruptedException {
        var others = new TreeSet<>(authorship.claimed());
        if (!others.isEmpty()) {
            others.remove(present());
        }
        return others;
    }

    private ManagedRules rules(String tool) throws RouteException, InterruptedException {
        if (tool.equals(present())) {
            return new ManagedRules(tools, sets, logger);
        }
        Variant variant = tool.equals(LEGACY) ? Variant.LEGACY : Variant.NFT;
        return new ManagedRules(new Tools(commands, variant), sets, logger);
    }

    private String present() throws RouteException, InterruptedException {
        return tools.useNftables() ? NFT : LEGACY;
    }
}
