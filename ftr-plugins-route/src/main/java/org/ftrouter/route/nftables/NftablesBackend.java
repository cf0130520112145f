// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.route.Repair;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Shortcoming;
import org.ftrouter.route.Authorship;
import org.ftrouter.route.FirewallCheck;
import org.ftrouter.route.Flowtables;
import org.ftrouter.route.Watcher;

/** Marks connections and translates addresses with nftables. */
final class NftablesBackend implements RouteBackend {
    private final boolean manage;
    private final boolean filterExample;
    private final Nft nft;
    private final ManagedTable table;
    private final LoadedTableCheck check;
    private final Flowtables flowtables;
    private final Watcher watcher;
    private final Authorship authorship;

    NftablesBackend(
            boolean manage,
            boolean filterExample,
            Nft nft,
            ManagedTable table,
            LoadedTableCheck check,
            Flowtables flowtables,
            Watcher watcher,
            Authorship authorship) {
        this.authorship = authorship;
        this.flowtables = flowtables;
        this.nft = nft;
        this.manage = manage;
        this.filterExample = filterExample;
        this.table = table;
        this.check = check;
        this.watcher = watcher;
    }

    /** Installs our table if we are to manage it; otherwise warns once if nobody else did. */
    @Override
    public void apply(RoutePlan plan) throws RouteException, InterruptedException {
        flowtables.look(plan);
        if (manage) {
            authorship.claim("nft");
            watcher.apply(plan);
        } else {
            authorship.disclaim();
            check.run(plan);
        }
    }

    @Override
    public Optional<Repair> repaired() {
        return manage ? watcher.repaired() : Optional.empty();
    }

    @Override
    public String render(RoutePlan plan) {
        return new RulesetFile(plan, filterExample).text();
    }

    @Override
    public List<Shortcoming> check(RoutePlan plan, Path file) throws RouteException, InterruptedException {
        var rules = new CheckedRuleset(plan, nft.tried(file));
        return new FtrTable(plan)
                .families().stream()
                        .sorted()
                        .flatMap(family -> new FirewallCheck(plan, family, rules).run().stream())
                        .distinct()
                        .toList();
    }

    @Override
    public void remove() throws RouteException, InterruptedException {
        watcher.forget();
        table.remove();
        authorship.disclaim();
    }

    @Override
    public Optional<String> leftover() throws RouteException, InterruptedException {
        return !authorship.claimed().isEmpty() && !nft.table().isEmpty()
                ? Optional.of("table " + FtrTable.NAME + " of nftables")
                : Optional.empty();
    }

    @Override
    public void watch(Runnable onChange) {
        if (manage) {
            watcher.start(onChange);
        }
    }

    @Override
    public void close() {
        watcher.stop();
    }
}
