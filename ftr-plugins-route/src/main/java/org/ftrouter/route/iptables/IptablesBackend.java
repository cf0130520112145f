// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;

/** Marks connections and translates addresses with iptables. */
final class IptablesBackend implements RouteBackend {
    private final boolean manage;
    private final boolean filterExample;
    private final ManagedRules rules;
    private final LoadedRulesCheck check;
    private final Watcher watcher;

    IptablesBackend(
            boolean manage, boolean filterExample, ManagedRules rules, LoadedRulesCheck check, Watcher watcher) {
        this.manage = manage;
        this.filterExample = filterExample;
        this.rules = rules;
        this.check = check;
        this.watcher = watcher;
    }

    /** Installs our chains if we are to manage them; otherwise warns once if nobody else did. */
    @Override
    public void apply(RoutePlan plan) throws RouteException, InterruptedException {
        if (manage) {
            rules.install(plan);
            watcher.expect(plan);
        } else {
            check.run(plan);
        }
    }

    @Override
    public String render(RoutePlan plan) {
        return new RestoreFile(plan, filterExample).text();
    }

    @Override
    public void remove() throws RouteException, InterruptedException {
        watcher.expect(null);
        rules.remove();
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
