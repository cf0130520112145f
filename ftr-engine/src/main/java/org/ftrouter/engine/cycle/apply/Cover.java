// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.route.RoutePlan;

/**
 * For which uplinks each firewall has written its rules: what leaves through another one would bear a foreign address. A
 * firewall that has never written anything and says that a person is needed is not waited for. Belongs to its applier.
 */
final class Cover {
    private final List<String> firewalls;
    private final Map<String, List<Uplink>> written = new HashMap<>();
    private final Set<String> unable = new HashSet<>();

    /** Nothing is written. */
    Cover(List<String> firewalls) {
        this.firewalls = List.copyOf(firewalls);
    }

    /** Rules that a firewall of before wrote for an uplink stand until these have written theirs. */
    void inherit(Cover before) {
        accept(before.written.values().stream()
                .flatMap(List::stream)
                .distinct()
                .filter(before::has)
                .toList());
    }

    /** As if it were written for these: no firewall was there until now, or none is waited for any longer. */
    void accept(List<Uplink> uplinks) {
        firewalls.forEach(name -> written.put(name, uplinks));
    }

    /** What became of a plan at one of them. */
    void note(ApplyOutcome outcome) {
        String name = outcome.backend();
        if (outcome.installed()) {
            written.put(name, outcome.plan().uplinks());
            unable.remove(name);
        } else if (written.getOrDefault(name, List.of()).isEmpty()
                && outcome.problem()
                        .filter(p -> p.reason() == Reason.UNSUPPORTED || p.reason() == Reason.PERMISSION)
                        .isPresent()) {
            unable.add(name);
        }
    }

    /** Whether an uplink has the rules that it needs. */
    boolean has(Uplink uplink) {
        return firewalls.stream().allMatch(name -> has(name, uplink));
    }

    private boolean has(String firewall, Uplink uplink) {
        return unable.contains(firewall)
                || written.getOrDefault(firewall, List.of()).stream().anyMatch(u -> isSame(u, uplink));
    }

    /** Whether the same rules are for both. */
    private static boolean isSame(Uplink one, Uplink other) {
        return one.device().equals(other.device())
                && one.mark() == other.mark()
                && one.probeMark() == other.probeMark()
                && one.nat() == other.nat()
                && one.prefixes().equals(other.prefixes())
                && one.families().containsAll(other.families())
                && other.families().stream().allMatch(f -> Objects.equals(one.translatedTo(f), other.translatedTo(f)));
    }

    /** The uplinks of a plan that lack rules. */
    List<Uplink> lacking(RoutePlan plan) {
        return plan.uplinks().stream().filter(uplink -> !has(uplink)).toList();
    }

    /** The firewalls that have yet to write for a plan. */
    List<String> behind(RoutePlan plan) {
        return firewalls.stream()
                .filter(name -> plan.uplinks().stream().anyMatch(uplink -> !has(name, uplink)))
                .toList();
    }
}
