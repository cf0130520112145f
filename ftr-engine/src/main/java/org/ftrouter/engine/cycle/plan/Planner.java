// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.Layout;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.ftrouter.engine.cycle.verdict.Watch;
import org.jspecify.annotations.Nullable;

/**
 * Verdicts to routing: the usable paths of the lowest priority group carry new connections, by weight. If none is usable,
 * those that answer again though they are still held out; if none answers, the last ones stay, or others if those have
 * gone, or the route is withdrawn.
 * What becomes of a degraded path, its rules say. A drained one is the last choice, behind degraded ones too.
 */
public final class Planner {
    private final Layout layout;
    private final Downlinks downlinks;
    private final List<Uplink> uplinks;
    private final AllDown allDown;
    private final Degraded degraded;
    private final Pins pins;
    private @Nullable Known known;
    private Groups groups = Groups.CONFIGURED;

    /** A planner under which degraded paths are used like healthy ones. */
    public Planner(Layout layout, Downlinks downlinks, List<Uplink> uplinks, AllDown allDown) {
        this(layout, downlinks, uplinks, List.of(), allDown, Map.of());
    }

    /**
     * A planner.
     *
     * @param pins which connections take which uplinks
     * @param rules of the paths, for what becomes of a degraded one
     */
    public Planner(
            Layout layout,
            Downlinks downlinks,
            List<Uplink> uplinks,
            List<Pin> pins,
            AllDown allDown,
            Map<PathId, Rules> rules) {
        this.layout = layout;
        this.downlinks = downlinks;
        this.uplinks = List.copyOf(uplinks);
        this.allDown = allDown;
        degraded = new Degraded(rules);
        this.pins = new Pins(pins, degraded);
    }

    /** From now on uplinks are in these groups. */
    public void lower(Groups others) {
        if (!groups.equals(others)) {
            groups = others;
            known = null;
        }
    }

    /**
     * The routing that ought to be; the same object as long as it is the same.
     *
     * @param paths every path that has its address and gateway now
     * @param last members of the default route until now
     */
    public Planned plan(Verdicts verdicts, List<Path> paths, List<PathId> last) {
        Known before = known;
        if (before != null && before.isOf(verdicts, paths, last)) {
            return before.planned();
        }
        Planned planned = before != null && before.isFor(verdicts, paths, last)
                ? before.planned()
                : planAnew(verdicts, paths, last);
        if (before != null && planned.equals(before.planned())) {
            planned = before.planned();
        }
        known = new Known(verdicts, paths, last, planned);
        return planned;
    }

    /** The plan made last and what it was made of: most turns change nothing that matters to it. */
    private record Known(Verdicts verdicts, List<Path> paths, List<PathId> last, Planned planned) {
        /** Whether nothing at all has changed, which is soon seen. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(Verdicts others, List<Path> otherPaths, List<PathId> otherLast) {
            return others.paths() == verdicts.paths() && otherPaths == paths && otherLast == last;
        }

        boolean isFor(Verdicts others, List<Path> otherPaths, List<PathId> otherLast) {
            return others.isLike(verdicts)
                    && otherPaths.equals(paths)
                    && otherLast.equals(last)
                    && (planned.stranded().isEmpty() || off(others).equals(off(verdicts)));
        }

        private static Set<PathId> off(Verdicts verdicts) {
            var off = new HashSet<PathId>();
            verdicts.paths().forEach((id, verdict) -> {
                if (verdict.watch().mode() == Watch.Mode.OFF) {
                    off.add(id);
                }
            });
            return off;
        }
    }

    private Planned planAnew(Verdicts verdicts, List<Path> paths, List<PathId> last) {
        var stranded = EnumSet.noneOf(Family.class);
        var hops = Stream.of(Family.values())
                .flatMap(family -> hops(family, verdicts, paths, last, stranded).stream())
                .toList();
        var plan = new RoutePlan(layout, downlinks, uplinks, paths, hops, pins.routes(verdicts, paths, hops, groups));
        return new Planned(plan, roles(verdicts, plan, stranded), stranded, resting(verdicts, plan, stranded));
    }

    /** Even if they were healthy, they would carry nothing: a better group does, or they are for incoming connections. */
    private Set<PathId> resting(Verdicts verdicts, RoutePlan plan, Set<Family> stranded) {
        var resting = new HashSet<PathId>();
        for (PathId id : verdicts.paths().keySet()) {
            OptionalInt carrying = plan.hops(id.family()).stream()
                    .mapToInt(h -> group(h.path()))
                    .min();
            OptionalInt own = uplinks.stream()
                    .filter(u -> u.name().equals(id.uplink()))
                    .flatMapToInt(u -> groups.of(u).stream())
                    .findFirst();
            boolean better = carrying.isPresent() && carrying.getAsInt() < own.orElse(Integer.MAX_VALUE);
            if (better && !stranded.contains(id.family())) {
                resting.add(id);
            }
        }
        for (PinRoute pin : plan.pins()) {
            for (Family family : Family.values()) {
                pin.used(family).forEach(h -> resting.remove(PathId.of(h.path())));
            }
        }
        return resting;
    }

    private List<NextHop> hops(
            Family family, Verdicts verdicts, List<Path> paths, List<PathId> last, Set<Family> stranded) {
        List<Path> outbound = paths.stream()
                .filter(p -> p.family() == family && p.uplink().priority().isPresent())
                .toList();
        boolean choice = outbound.stream()
                .anyMatch(p -> isHealthy(verdict(verdicts, p))
                        && !groups.isDrained(p.uplink().name()));
        List<Path> best = bestGroup(
                outbound,
                p -> verdict(verdicts, p).usable() && !(choice && degraded.isLeftOut(PathId.of(p), verdicts)));
        if (best.isEmpty() && leadsOut(family)) {
            stranded.add(family);
            best = bestGroup(outbound, p -> verdict(verdicts, p).answering());
        }
        if (best.isEmpty() && allDown == AllDown.KEEP) {
            best = kept(outbound, verdicts, last);
        }
        return degraded.weighed(best, verdicts);
    }

    /** The last ones; if nothing can be sent through them, others, since silent is no worse than gone. */
    private List<Path> kept(List<Path> outbound, Verdicts verdicts, List<PathId> last) {
        Predicate<Path> sends = p -> verdict(verdicts, p).watch().mode() != Watch.Mode.OFF;
        List<Path> before =
                outbound.stream().filter(p -> last.contains(PathId.of(p))).toList();
        List<Path> able = before.stream().filter(sends).toList();
        List<Path> others = able.isEmpty() ? bestGroup(outbound, sends) : able;
        return others.isEmpty() ? before : others;
    }

    private static boolean isHealthy(PathVerdict verdict) {
        return verdict.usable() && verdict.health() == Health.UP;
    }

    /** Whether any uplink is meant to carry new connections of the family: without one, there is nothing to miss. */
    private boolean leadsOut(Family family) {
        return uplinks.stream()
                .anyMatch(u -> u.priority().isPresent() && u.families().contains(family));
    }

    private static PathVerdict verdict(Verdicts verdicts, Path path) {
        return verdicts.of(PathId.of(path));
    }

    private List<Path> bestGroup(List<Path> paths, Predicate<Path> eligible) {
        List<Path> candidates = paths.stream().filter(eligible).toList();
        OptionalInt best = candidates.stream().mapToInt(this::group).min();
        return candidates.stream().filter(p -> group(p) == best.orElseThrow()).toList();
    }

    private int group(Path path) {
        return groups.of(path.uplink()).orElseThrow();
    }

    private Map<PathId, Role> roles(Verdicts verdicts, RoutePlan plan, Set<Family> stranded) {
        var roles = new LinkedHashMap<PathId, Role>();
        verdicts.paths().forEach((id, verdict) -> {
            boolean member =
                    plan.hops().stream().anyMatch(h -> PathId.of(h.path()).equals(id));
            boolean outbound = uplinks.stream()
                    .anyMatch(u -> u.name().equals(id.uplink()) && u.priority().isPresent());
            if (member && (verdict.usable() || stranded.contains(id.family()))) {
                roles.put(id, Role.ROUTING);
            } else {
                boolean could = verdict.usable() && outbound && !degraded.isLeftOut(id, verdicts);
                Role spare = groups.isDrained(id.uplink()) ? Role.DRAINED : Role.STANDBY;
                roles.put(id, could || verdict.isResting() ? spare : Role.EXCLUDED);
            }
        });
        return roles;
    }
}
