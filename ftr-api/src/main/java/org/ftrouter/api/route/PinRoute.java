// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;

/**
 * Where the connections of a pin go now.
 *
 * @param pin the pin
 * @param hops its usable paths of both families, in its order. If it is shared, all of them carry its connections by
 *     weight; otherwise the first of each family does, and the next ones stand behind it. None in a family: its
 *     connections are balanced or refused there
 */
public record PinRoute(Pin pin, List<NextHop> hops) {

    /** Copies. */
    public PinRoute {
        hops = List.copyOf(hops);
    }

    /** The usable paths of a family. */
    public List<NextHop> hops(Family family) {
        return hops.stream().filter(h -> h.path().family() == family).toList();
    }

    /** Those that carry its new connections now. */
    public List<NextHop> carriers(Family family) {
        List<NextHop> usable = hops(family);
        return pin.shared() || usable.isEmpty() ? usable : usable.subList(0, 1);
    }

    /** Those that carry any of its connections now: besides these, clients keep to others that are usable. */
    public List<NextHop> used(Family family) {
        return pin.sticky().isPresent() ? hops(family) : carriers(family);
    }

    /**
     * This route and, if the pin is sticky, one for those who keep to each of its uplinks: there as long as it is usable,
     * else where all others go.
     */
    public List<PinRoute> ways() {
        var routes = new ArrayList<PinRoute>(List.of(this));
        pin.sticky().ifPresent(sticky -> sticky.ways().forEach(way -> routes.add(along(way))));
        return routes;
    }

    private PinRoute along(Sticky.Way way) {
        var kept = new ArrayList<NextHop>();
        for (Family family : Family.values()) {
            kept.addAll(first(way.uplink(), hops(family)));
        }
        var own = new Pin(pin.name(), pin.match(), pin.via(), pin.shared(), pin.block(), way.table(), way.mark());
        return new PinRoute(own, kept);
    }

    private List<NextHop> first(String uplink, List<NextHop> usable) {
        var kept = new ArrayList<NextHop>(usable);
        kept.removeIf(hop -> !hop.path().uplink().name().equals(uplink));
        if (kept.isEmpty()) {
            return usable;
        }
        if (!pin.shared()) {
            usable.stream().filter(hop -> !kept.contains(hop)).forEach(kept::add);
        }
        return kept;
    }
}
