// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ftrouter.api.Family;
import org.ftrouter.linux.NetworkHop;
import org.ftrouter.linux.NetworkRoute;

/**
 * Default routes as Linux keeps them, quirks included. What it does to routes by itself when an interface or an address
 * goes, it tells nobody in IPv4.
 */
final class ModelFib {
    private static final int DEAD = 1;

    private final List<NetworkRoute> routes = new ArrayList<>();
    private long writes;

    /** Puts a route in its place: false if any of its hops cannot be installed, and then nothing at all changes. */
    boolean replace(NetworkRoute route, Function<NetworkHop, Boolean> installable) {
        if (!route.hops().stream().allMatch(installable::apply)) {
            return false;
        }
        routes.removeIf(route::samePlace);
        routes.add(route);
        writes++;
        return true;
    }

    void delete(NetworkRoute route) {
        writes += routes.remove(route) ? 1 : 0;
    }

    List<NetworkRoute> routes() {
        return List.copyOf(routes);
    }

    /** Writes asked for by anybody so far. */
    long writes() {
        return writes;
    }

    /** An interface is deleted: in IPv4 a route goes as a whole even if only one of its hops led there. */
    void linkDeleted(int link) {
        routes.removeIf(r -> r.family() == Family.IPV4 && leads(r, link));
        linkDown(Family.IPV6, link);
        withoutHops(Family.IPV6, link);
    }

    /** An interface is of no use to a family any more: a multipath route keeps the hop, marked dead, unless all are. */
    void linkDown(Family family, int link) {
        mark(family, link, DEAD);
        routes.removeIf(
                r -> r.family() == family && leads(r, link) && r.hops().stream().allMatch(NetworkHop::dead));
    }

    /** An interface is of use again: marks go, but what was removed does not come back. */
    void linkUp(Family family, int link) {
        mark(family, link, 0);
    }

    private void mark(Family family, int link, int flags) {
        routes.replaceAll(r -> r.family() == family && leads(r, link)
                ? withHops(
                        r,
                        r.hops().stream()
                                .map(h -> h.link() == link ? flagged(h, flags) : h)
                                .toList())
                : r);
    }

    private void withoutHops(Family family, int link) {
        routes.replaceAll(r -> r.family() == family && leads(r, link)
                ? withHops(r, r.hops().stream().filter(h -> h.link() != link).toList())
                : r);
        routes.removeIf(r -> r.family() == family
                && r.type() == NetworkRoute.UNICAST
                && r.hops().isEmpty());
    }

    private static boolean leads(NetworkRoute route, int link) {
        return route.hops().stream().anyMatch(h -> h.link() == link);
    }

    private static NetworkHop flagged(NetworkHop hop, int flags) {
        return new NetworkHop(hop.link(), hop.gateway(), hop.weight(), hop.realm(), flags);
    }

    private static NetworkRoute withHops(NetworkRoute r, List<NetworkHop> hops) {
        return new NetworkRoute(
                r.family(),
                r.destination(),
                r.prefixLength(),
                r.table(),
                r.metric(),
                r.protocol(),
                r.type(),
                r.source(),
                hops,
                r.plain());
    }

    /** The route that a table's packets take: the best one with a hop that works. */
    Optional<NetworkRoute> lookup(Family family, int table, Function<NetworkHop, Boolean> works) {
        return routes.stream()
                .filter(r -> r.family() == family && r.table() == table)
                .sorted(Comparator.comparingLong(NetworkRoute::metric))
                .filter(r -> r.type() != NetworkRoute.UNICAST
                        || r.hops().stream().anyMatch(h -> !h.dead() && works.apply(h)))
                .findFirst()
                .filter(r -> r.type() == NetworkRoute.UNICAST);
    }

    /** The route in front, whether it works or not. */
    Optional<NetworkRoute> first(Family family, int table) {
        return routes.stream()
                .filter(r -> r.family() == family && r.table() == table)
                .min(Comparator.comparingLong(NetworkRoute::metric));
    }
}
