// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;

/**
 * Which routes may be made of a plan while firewalls have yet to write for some of its uplinks: whoever fails is left at
 * once, whoever has its rules takes over, and nothing new is led through the others. Marks mean what they meant. Pure.
 */
final class Meanwhile {
    private final RoutePlan routed;
    private final RoutePlan plan;
    private final Predicate<Uplink> covered;
    private final List<Uplink> uplinks;
    private final List<Path> paths;

    private Meanwhile(RoutePlan routed, RoutePlan plan, Predicate<Uplink> covered) {
        this.routed = routed;
        this.plan = plan;
        this.covered = covered;
        boolean keeps = keepsNumbers();
        this.uplinks = keeps ? both() : routed.uplinks();
        this.paths = uplinks.stream()
                .flatMap(uplink -> Stream.of(Family.values()).flatMap(family -> path(uplink, family).stream()))
                .toList();
    }

    /** What to route until then, instead of a plan, where this is routed now. */
    static RoutePlan of(RoutePlan routed, RoutePlan plan, Predicate<Uplink> covered) {
        return new Meanwhile(routed, plan, covered).result();
    }

    /** Whether a family of a plan has ways, but none through an uplink that has its rules. */
    static boolean starves(RoutePlan plan, Predicate<Uplink> covered) {
        return Stream.of(Family.values())
                .map(plan::hops)
                .anyMatch(hops -> !hops.isEmpty()
                        && hops.stream()
                                .noneMatch(hop -> covered.test(hop.path().uplink())));
    }

    private RoutePlan result() {
        var hops = new ArrayList<NextHop>();
        for (Family family : Family.values()) {
            List<NextHop> able = standing(plan.hops(family));
            boolean starved = able.isEmpty() && !plan.hops(family).isEmpty();
            hops.addAll(starved ? here(routed.hops(family)) : able); // as it is, rather than no default route
        }
        List<PinRoute> pins = routed.pins().stream().map(this::pin).toList();
        return new RoutePlan(routed.layout(), plan.downlinks(), uplinks, paths, hops, pins);
    }

    /** No packet has the mark of another pin yet. */
    private PinRoute pin(PinRoute before) {
        return plan.pins().stream()
                .filter(now -> now.pin().equals(before.pin()))
                .findFirst()
                .map(now -> new PinRoute(now.pin(), standing(now.hops())))
                .orElseGet(() -> new PinRoute(before.pin(), here(before.hops())));
    }

    private List<NextHop> standing(List<NextHop> hops) {
        return here(hops).stream()
                .filter(hop -> covered.test(hop.path().uplink()))
                .toList();
    }

    /** The same with the paths that there are for now. */
    private List<NextHop> here(List<NextHop> hops) {
        return hops.stream().flatMap(hop -> here(hop).stream()).toList();
    }

    private Optional<NextHop> here(NextHop hop) {
        Path path = hop.path();
        return paths.stream()
                .filter(p -> p.family() == path.family() && isSameLine(p.uplink(), path.uplink()))
                .findFirst()
                .map(p -> new NextHop(p, hop.weight()));
    }

    /** An uplink's address and gateway are those of now, if it is to stay. */
    private Optional<Path> path(Uplink uplink, Family family) {
        return plan.uplinks().stream().anyMatch(u -> isSameLine(u, uplink))
                ? plan.paths(family).stream()
                        .filter(path -> isSameLine(path.uplink(), uplink))
                        .findFirst()
                        .map(path -> new Path(uplink, family, path.source(), path.gateway()))
                : routed.path(uplink, family);
    }

    private List<Uplink> both() {
        return Stream.concat(
                        plan.uplinks().stream(),
                        routed.uplinks().stream()
                                .filter(old -> plan.uplinks().stream().noneMatch(u -> hasNumbers(u, old))))
                .toList();
    }

    /** Whether the uplinks of before that stay have their numbers, and no other has one of them. */
    private boolean keepsNumbers() {
        return routed.layout().equals(plan.layout())
                && routed.uplinks().stream()
                        .allMatch(old -> plan.uplinks().stream()
                                .filter(u -> u.name().equals(old.name()) || sharesNumber(u, old))
                                .allMatch(u -> hasNumbers(u, old)));
    }

    private static boolean sharesNumber(Uplink one, Uplink other) {
        return one.mark() == other.mark() || one.table() == other.table() || one.probeMark() == other.probeMark();
    }

    private static boolean hasNumbers(Uplink one, Uplink other) {
        return one.mark() == other.mark()
                && one.table() == other.table()
                && one.probeMark() == other.probeMark()
                && one.device().equals(other.device());
    }

    /** By its name, unless that was changed: then by its numbers. */
    private boolean isSameLine(Uplink one, Uplink other) {
        return one.name().equals(other.name())
                ? one.device().equals(other.device())
                : hasNumbers(one, other) && isInOnePlanOnly(one) && isInOnePlanOnly(other);
    }

    private boolean isInOnePlanOnly(Uplink uplink) {
        return Stream.of(routed, plan)
                        .filter(p -> p.uplinks().stream().anyMatch(u -> u.name().equals(uplink.name())))
                        .count()
                == 1;
    }
}
