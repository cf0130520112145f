// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.Optional;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.route.Authorship;
import org.ftrouter.route.Commands;

/**
 * The variant of iptables that the rules were written with: not the one of the settings if those have changed since, or
 * what the machine's alternatives point to. One thread at a time.
 */
final class FormerVariant {
    private static final String LEGACY = "legacy";
    private static final String NFT = "nft";

    private final Commands commands;
    private final Tools tools;
    private final System.Logger logger;
    private final Authorship authorship;
    private Optional<ManagedRules> former = Optional.empty();
    private boolean claimed;

    /** Of rules that are now written with these tools. */
    FormerVariant(Commands commands, Tools tools, System.Logger logger, Authorship authorship) {
        this.commands = commands;
        this.tools = tools;
        this.logger = logger;
        this.authorship = authorship;
    }

    /** We are about to write rules. */
    void claim() throws RouteException, InterruptedException {
        if (!claimed) {
            former = former();
            if (former.isEmpty()) {
                authorship.claim(present()); // else only once the others are gone
            }
            claimed = true;
        }
    }

    /** What stands is not ours. */
    void disclaim() {
        authorship.disclaim();
    }

    /** Removes what was written with another variant, now that this one's rules stand. */
    void removeOnce() throws RouteException, InterruptedException {
        if (former.isPresent()) {
            former.get().remove();
            former = Optional.empty();
            authorship.claim(present());
        }
    }

    /** Removes it, without claiming anything any more. */
    void remove() throws RouteException, InterruptedException {
        Optional<ManagedRules> others = former();
        if (others.isPresent()) {
            others.get().remove();
        }
        authorship.disclaim();
        claimed = false;
    }

    /** What we wrote, with whatever variant, and is there. */
    Optional<String> leftover() throws RouteException, InterruptedException {
        Optional<String> tool = authorship.claimed();
        if (tool.isEmpty()) {
            return Optional.empty();
        }
        ManagedRules ours = former().orElseGet(() -> new ManagedRules(tools, logger));
        return ours.areThere() ? Optional.of("chains FTR_* of iptables-" + tool.get()) : Optional.empty();
    }

    /** The rules of the other variant, if it is that one we wrote with. */
    private Optional<ManagedRules> former() throws RouteException, InterruptedException {
        Optional<String> tool = authorship.claimed();
        if (tool.isEmpty() || tool.get().equals(present())) {
            return Optional.empty();
        }
        Variant variant = tool.get().equals(LEGACY) ? Variant.LEGACY : Variant.NFT;
        return Optional.of(new ManagedRules(new Tools(commands, variant), logger));
    }

    private String present() throws RouteException, InterruptedException {
        return tools.useNftables() ? NFT : LEGACY;
    }
}
