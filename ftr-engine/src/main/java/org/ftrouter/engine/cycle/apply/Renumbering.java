// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.linux.Connection;

/**
 * Uplinks that have other marks than before, or none had any: the connections that live on them must have them, too, or
 * they would go on through another uplink, under an address that is not its own. Which uplink a connection is on, its
 * address there tells; where none is translated, the mark it had, if that is nobody's now. Pure.
 */
final class Renumbering {
    private static final int UNMARKED = 0;

    private final Map<String, Integer> old = new HashMap<>();
    private final Map<Integer, Integer> renamed = new HashMap<>();
    private final Set<Integer> known = new HashSet<>();
    private final RoutePlan plan;
    private final int oldMask;

    private Renumbering(RoutePlan before, RoutePlan plan) {
        this.plan = plan;
        this.oldMask = before.layout().markMask();
        before.uplinks().forEach(u -> old.put(u.name(), u.mark()));
        known.addAll(old.values());
        Set<Integer> marks = plan.uplinks().stream().map(Uplink::mark).collect(Collectors.toSet());
        for (Uplink uplink : plan.uplinks()) {
            Integer had = old.get(uplink.name());
            if (had != null && !marks.contains(had)) {
                renamed.put(had, uplink.mark());
            }
        }
        known.addAll(marks);
    }

    /** What is to be done so that connections outlive the change; nothing if no uplink has another mark. */
    static Optional<Renumbering> between(RoutePlan before, RoutePlan plan) {
        var renumbering = new Renumbering(before, plan);
        boolean changed = plan.uplinks().stream()
                .anyMatch(u -> !renumbering.old.getOrDefault(u.name(), u.mark()).equals(u.mark()));
        return changed ? Optional.of(renumbering) : Optional.empty();
    }

    /** What is to be done with connections that began before the first plan: what the system's own routes carried stays. */
    static Renumbering adoption(RoutePlan plan) {
        var adoption = new Renumbering(plan, plan);
        adoption.known.clear();
        adoption.known.add(UNMARKED);
        return adoption;
    }

    /** The same where the plan of an earlier run is known. */
    static Renumbering adoption(RoutePlan before, RoutePlan plan) {
        return between(before, plan)
                .map(renumbering -> {
                    renumbering.known.add(UNMARKED);
                    return renumbering;
                })
                .orElseGet(() -> adoption(plan));
    }

    /** The mark that a connection ought to have, within the mask. */
    Right marks(Family family) {
        Map<InetAddress, Integer> byAddress = new HashMap<>();
        var shared = new HashSet<InetAddress>();
        for (Path path : plan.paths(family)) {
            if (byAddress.put(path.source(), path.uplink().mark()) != null) {
                shared.add(path.source());
            }
        }
        shared.forEach(byAddress::remove);
        return new Right(byAddress);
    }

    /** The right marks of one family. */
    final class Right {
        private final Map<InetAddress, Integer> byAddress;

        private Right(Map<InetAddress, Integer> byAddress) {
            this.byAddress = byAddress;
        }

        int of(Connection connection) {
            int now = connection.mark() & plan.layout().markMask();
            int had = connection.mark() & oldMask;
            if (!known.contains(now) && !known.contains(had)) {
                return now; // none of an uplink
            }
            // of what this machine itself sends, probes are to stay without one
            boolean leaves = now != UNMARKED || had != UNMARKED || connection.translated();
            Integer outwards = leaves ? byAddress.get(connection.replyTo()) : null;
            Integer inwards = byAddress.get(connection.destination());
            Integer right = outwards != null ? outwards : inwards;
            return right != null ? right : renamed.getOrDefault(had, now);
        }
    }
}
