// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.Repair;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Shortcoming;
import org.ftrouter.route.FirewallCheck;
import org.ftrouter.route.Flowtables;
import org.ftrouter.route.OwnFile;
import org.ftrouter.route.Watcher;

/** Marks connections and translates addresses with iptables. */
final class IptablesBackend implements RouteBackend {
    private static final Pattern IPV6 = Pattern.compile("(?m)^-6 |-[sd] [0-9a-f:]*::|icmpv6|ipv6-icmp");

    private final boolean manage;
    private final boolean filterExample;
    private final ManagedRules rules;
    private final PairSets sets;
    private final FormerVariant former;
    private final LoadedRulesCheck check;
    private final Flowtables flowtables;
    private final Watcher watcher;
    private final StickyLimits limits;

    IptablesBackend(
            boolean manage,
            boolean filterExample,
            ManagedRules rules,
            PairSets sets,
            FormerVariant former,
            LoadedRulesCheck check,
            Flowtables flowtables,
            Watcher watcher,
            StickyLimits limits) {
        this.limits = limits;
        this.flowtables = flowtables;
        this.manage = manage;
        this.filterExample = filterExample;
        this.rules = rules;
        this.sets = sets;
        this.former = former;
        this.check = check;
        this.watcher = watcher;
    }

    /** Installs our chains if we are to manage them; otherwise warns once if nobody else did. */
    @Override
    public void apply(RoutePlan plan) throws RouteException, InterruptedException {
        flowtables.look(plan);
        RoutePlan possible = sets.possible(plan);
        if (manage) {
            former.claim();
            watcher.apply(plan);
            former.removeOnce();
            sets.keepOnly(possible);
        } else {
            former.disclaim();
            check.run(possible);
        }
        limits.tell(plan, possible);
    }

    @Override
    public Optional<Repair> repaired() {
        return manage ? watcher.repaired() : Optional.empty();
    }

    @Override
    public String render(RoutePlan plan) {
        return new RestoreFile(plan, sets.possible(plan), filterExample).text();
    }

    @Override
    public List<Shortcoming> check(RoutePlan plan, Path file) throws RouteException {
        String text = OwnFile.text(file);
        try {
            return familiesOf(text, plan).stream()
                    .flatMap(family ->
                            new FirewallCheck(plan, family, new CheckedFile(plan, family, text)).run().stream())
                    .distinct()
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new RouteException(Reason.FAILED, file + ": " + e.getMessage(), e);
        }
    }

    /** A file is for one of the tools, unless lines of it say which tool they are for. */
    private static List<Family> familiesOf(String text, RoutePlan plan) {
        Set<Family> families = new ChainRules(plan).families();
        boolean ipv6 = IPV6.matcher(text).find();
        boolean both = text.contains("\n-6 ") && text.contains("\n-4 ");
        Family one = ipv6 || !families.contains(Family.IPV4) ? Family.IPV6 : Family.IPV4;
        return families.stream()
                .filter(family -> both || family == one)
                .sorted()
                .toList();
    }

    @Override
    public void remove() throws RouteException, InterruptedException {
        watcher.forget();
        rules.remove();
        former.remove();
    }

    @Override
    public Optional<String> leftover() throws RouteException, InterruptedException {
        return former.leftover();
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
