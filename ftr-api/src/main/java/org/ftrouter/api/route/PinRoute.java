// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

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
}
