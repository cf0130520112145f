// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.linux.ControlGroups;
import org.ftrouter.route.Groups;
import org.ftrouter.route.Watcher;

/** Our chains in the kernel: compared, written only if they differ, removed. Safe for all threads, one at a time. */
final class ManagedRules implements Watcher.Rules {
    private static final List<String> TABLES = List.of("mangle", "nat");

    private final Tools tools;
    private final System.Logger logger;
    private final Map<Map<OwnChain, List<String>>, Map<OwnChain, List<String>>> spellings = new HashMap<>();
    private final Set<Family> clean = EnumSet.noneOf(Family.class);

    private final PairSets sets;
    private final Groups groups;

    ManagedRules(Tools tools, PairSets sets, System.Logger logger) {
        this(tools, sets, logger, new Groups(ControlGroups::identity));
    }

    ManagedRules(Tools tools, PairSets sets, System.Logger logger, Groups groups) {
        this.tools = tools;
        this.sets = sets;
        this.logger = logger;
        this.groups = groups;
    }

    /** Makes the chains those of the plan. Each table changes as a whole; a refused one does not stop the others. */
    @Override
    public synchronized List<String> install(RoutePlan plan) throws RouteException, InterruptedException {
        var written = new ArrayList<String>();
        RoutePlan possible = sets.possible(groups.present(plan));
        var failures = new ArrayList<RouteException>();
        attempt(() -> sets.create(possible), failures);
        var rules = new ChainRules(failures.isEmpty() ? possible : PairSets.bySource(possible));
        boolean anew = groups.changed(plan);
        groups.written(plan);
        clean.removeAll(rules.families());
        for (String table : TABLES) { // marks of both families first: for the shortest time only one has the new ones
            for (Family family : rules.families()) {
                attempt(() -> install(family, table, rules.wanted(table, family), anew, written), failures);
            }
        }
        for (Family unused : EnumSet.complementOf(EnumSet.copyOf(rules.families()))) {
            removeOnce(unused);
        }
        groups.missing(plan).ifPresent(text -> failures.add(new RouteException(Reason.PARTIAL, text)));
        throwFirst(failures);
        return written;
    }

    @Override
    public Set<String> tables() throws RouteException, InterruptedException {
        return tools.useNftables() ? Set.copyOf(TABLES) : Set.of();
    }

    /** Whether the chains are those of the plan. */
    @Override
    public synchronized boolean stands(RoutePlan plan) throws RouteException, InterruptedException {
        if (groups.changed(plan)) {
            return false;
        }
        var rules = new ChainRules(sets.possible(groups.present(plan)));
        for (Family family : rules.families()) {
            for (String table : TABLES) {
                if (!stands(rules.wanted(table, family), tools.save(family, table))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Removes the chains of both families, whichever run made them. A family without tools has none. */
    synchronized void remove() throws RouteException, InterruptedException {
        var failures = new ArrayList<RouteException>();
        for (Family family : Family.values()) {
            for (String table : TABLES) {
                attempt(() -> remove(family, table), failures);
            }
        }
        failures.removeIf(failure -> failure.reason() == Reason.UNSUPPORTED);
        throwFirst(failures);
    }

    /** Whether any of our chains is there, whichever run made it. A family without tools has none. */
    synchronized boolean areThere() throws RouteException, InterruptedException {
        for (Family family : Family.values()) {
            for (String table : TABLES) {
                try {
                    if (!Changes.remove(table, tools.save(family, table)).isEmpty()) {
                        return true;
                    }
                } catch (RouteException e) {
                    if (e.reason() != Reason.UNSUPPORTED) {
                        throw e;
                    }
                }
            }
        }
        return false;
    }

    private void install(
            Family family, String table, Map<OwnChain, List<String>> wanted, boolean anew, List<String> written)
            throws RouteException, InterruptedException {
        SavedTable before = tools.save(family, table);
        if (stands(wanted, before) && !anew) {
            return;
        }
        tools.restore(family, Changes.install(table, before, wanted));
        SavedTable after = tools.save(family, table);
        learnSpelling(family, wanted, after);
        written.add("chains in the " + family + " table " + table + " of iptables");
        logger.log(System.Logger.Level.INFO, "wrote our chains in the {0} table {1} of iptables", family, table);
    }

    /** Another version of iptables may print a rule in other words than ours; what it prints now is right as well. */
    private void learnSpelling(Family family, Map<OwnChain, List<String>> wanted, SavedTable after)
            throws RouteException {
        for (Map.Entry<OwnChain, List<String>> entry : wanted.entrySet()) {
            OwnChain own = entry.getKey();
            int found = after.rules(own.chain()).map(List::size).orElse(0);
            if (found != entry.getValue().size() || !Changes.jumpStands(own, after)) {
                throw new RouteException(
                        Reason.CONFLICT,
                        "chain " + own.chain() + " (" + family + ", table " + own.table() + ") was written with "
                                + entry.getValue().size() + " rules and reads back with " + found
                                + ". Another program changes it; stop that one, or set manage = false");
            }
        }
        spellings.put(wanted, chains(wanted.keySet(), after));
    }

    private boolean stands(Map<OwnChain, List<String>> wanted, SavedTable now) {
        OwnChain any = wanted.keySet().iterator().next();
        Map<OwnChain, List<String>> found = chains(Changes.of(any.table()), now);
        boolean same = found.equals(wanted) || found.equals(spellings.get(wanted));
        return same && wanted.keySet().stream().allMatch(own -> Changes.jumpStands(own, now));
    }

    private static Map<OwnChain, List<String>> chains(Collection<OwnChain> owns, SavedTable now) {
        var found = new EnumMap<OwnChain, List<String>>(OwnChain.class);
        for (OwnChain own : owns) {
            Optional<List<String>> rules = now.rules(own.chain());
            rules.ifPresent(list -> found.put(own, list));
        }
        return found;
    }

    private void remove(Family family, String table) throws RouteException, InterruptedException {
        String text = Changes.remove(table, tools.save(family, table));
        if (!text.isEmpty()) {
            tools.restore(family, text);
            logger.log(System.Logger.Level.INFO, "removed our chains in the {0} table {1} of iptables", family, table);
        }
    }

    /** No uplink has this family (any more): what an earlier configuration left goes. Not worth a complaint. */
    private void removeOnce(Family family) throws InterruptedException {
        if (!clean.add(family)) {
            return;
        }
        try {
            for (String table : TABLES) {
                remove(family, table);
            }
        } catch (RouteException e) {
            logger.log(System.Logger.Level.DEBUG, "{0} has no uplink, and could not be cleaned: {1}", family, e);
        }
    }

    private static void attempt(Step step, List<RouteException> failures) throws InterruptedException {
        try {
            step.run();
        } catch (RouteException e) {
            failures.add(e);
        }
    }

    private static void throwFirst(List<RouteException> failures) throws RouteException {
        if (!failures.isEmpty()) {
            RouteException first = failures.get(0);
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    private interface Step {
        void run() throws RouteException, InterruptedException;
    }
}
