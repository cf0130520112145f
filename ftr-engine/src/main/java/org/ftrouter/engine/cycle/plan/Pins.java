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
 * though they are still held out, rather than refuse its connections.
 */
final class Pins {
    private final List<Pin> pins;
    private final Degraded degraded;

    Pins(List<Pin> pins, Degraded degraded) {
        this.pins = List.copyOf(pins);
        this.degraded = degraded;
    }

    List<PinRoute> routes(Verdicts verdicts, List<Path> paths) {
        return pins.stream()
                .map(pin -> new PinRoute(pin, hops(pin, verdicts, paths)))
                .toList();
    }

    private List<NextHop> hops(Pin pin, Verdicts verdicts, List<Path> paths) {
        var hops = new ArrayList<NextHop>();
        for (Family family : Family.values()) {
            if (pin.match().families().contains(family)) {
                hops.addAll(hops(pin, family, verdicts, paths));
            }
        }
        return hops;
    }

    private List<NextHop> hops(Pin pin, Family family, Verdicts verdicts, List<Path> paths) {
        List<NextHop> all = all(pin, family, paths);
        Predicate<NextHop> usable = h -> verdicts.of(PathId.of(h.path())).usable();
        List<NextHop> best = all.stream()
                .filter(usable.and(h -> !degraded.isLeftOut(PathId.of(h.path()), verdicts)))
                .toList();
        List<NextHop> any = best.isEmpty() ? all.stream().filter(usable).toList() : best;
        boolean refused = any.isEmpty() && pin.block();
        return refused
                ? all.stream()
                        .filter(h -> verdicts.of(PathId.of(h.path())).answering())
                        .toList()
                : any;
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
