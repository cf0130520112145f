// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Observation;

/**
 * A plan with what led to it.
 *
 * @param plan for the backends
 * @param roles of every judged path
 * @param stranded families in which no path is usable: their hops are the last ones, or none, as the configuration says
 * @param resting paths that would carry nothing even if they were healthy, since a better group does
 */
public record Planned(RoutePlan plan, Map<PathId, Role> roles, Set<Family> stranded, Set<PathId> resting) {

    /** Copies. */
    public Planned {
        roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
        stranded = Set.copyOf(stranded);
        resting = Set.copyOf(resting);
    }

    /** The members of the default routes, by name. */
    public List<PathId> members() {
        return plan.hops().stream().map(hop -> PathId.of(hop.path())).toList();
    }

    /** The members of the default route of a family, by name. */
    public List<PathId> members(Family family) {
        return plan.hops(family).stream().map(hop -> PathId.of(hop.path())).toList();
    }

    /** Paths that rested before and do not now: what is known of them may be old. */
    public List<Observation> neededSince(Planned before, Moment now) {
        return before.resting.equals(resting)
                ? List.of()
                : before.resting.stream()
                        .filter(id -> !resting.contains(id))
                        .<Observation>map(id -> new Observation.Needed(id, now))
                        .toList();
    }

    /** A path's share of new connections of its family, 0 to 1. */
    public double share(PathId path) {
        var hops = plan.hops(path.family());
        int all = hops.stream().mapToInt(h -> h.weight()).sum();
        return hops.stream()
                .filter(h -> PathId.of(h.path()).equals(path))
                .mapToDouble(h -> (double) h.weight() / all)
                .findFirst()
                .orElse(0);
    }
}
