// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Verdicts;

/**
 * Where the connections of each pin go: its usable uplinks, whatever their priority. Degraded ones that are to be left out
 * are, as long as another one of the pin's is usable. A pin that may use nothing else takes uplinks that answer again
 * though they are still held out, rather than refuse its connections. Drained ones carry what nothing else would.
 */
final class Pins {
    private final List<Pin> pins;
    private final Degraded degraded;

    Pins(List<Pin> pins, Degraded degraded) {
        this.pins = List.copyOf(pins);
        this.degraded = degraded;
    }

    /** The balanced hops are for those whose pin has no uplink. */
    List<PinRoute> routes(Verdicts verdicts, List<Path> paths, List<NextHop> balanced, Groups groups) {
        Predicate<NextHop> undrained = h -> !groups.isDrained(h.path().uplink().name());
        List<NextHop> others =
                balanced.stream().filter(undrained.and(usable(verdicts))).toList();
        return pins.stream()
                .map(pin -> new PinRoute(pin, hops(pin, verdicts, paths, others, undrained)))
                .toList();
    }

    private List<NextHop> hops(
            Pin pin, Verdicts verdicts, List<Path> paths, List<NextHop> others, Predicate<NextHop> undrained) {
        var hops = new ArrayList<NextHop>();
        for (Family family : Family.values()) {
            if (pin.match().families().contains(family)) {
                List<NextHop> all = all(pin, family, paths);
                List<NextHop> first = best(all.stream().filter(undrained).toList(), verdicts);
                boolean elsewhere =
                        !pin.block() && others.stream().anyMatch(h -> h.path().family() == family);
                hops.addAll(first.isEmpty() && !elsewhere ? any(pin, all, verdicts) : first);
            }
        }
        return hops;
    }

    private List<NextHop> any(Pin pin, List<NextHop> all, Verdicts verdicts) {
        List<NextHop> any = best(all, verdicts);
        boolean refused = any.isEmpty() && pin.block();
        return refused
                ? all.stream()
                        .filter(h -> verdicts.of(PathId.of(h.path())).answering())
                        .toList()
                : any;
    }

    private List<NextHop> best(List<NextHop> all, Verdicts verdicts) {
        List<NextHop> usable = all.stream().filter(usable(verdicts)).toList();
        List<NextHop> best = usable.stream()
                .filter(h -> !degraded.isLeftOut(PathId.of(h.path()), verdicts))
                .toList();
        return best.isEmpty() ? usable : best;
    }

    private static Predicate<NextHop> usable(Verdicts verdicts) {
        return h -> verdicts.of(PathId.of(h.path())).usable();
    }

    private static List<NextHop> all(Pin pin, Family family, List<Path> paths) {
        var hops = new ArrayList<NextHop>();
        for (Pin.Via via : pin.via()) {
            paths.stream()
                    .filter(p -> p.family() == family && p.uplink().name().equals(via.uplink()))
                    .forEach(p -> hops.add(new NextHop(p, via.weight())));
        }
        return hops;
    }
}
