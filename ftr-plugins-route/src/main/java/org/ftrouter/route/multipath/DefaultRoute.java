// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.linux.NetworkHop;
import org.ftrouter.linux.NetworkRoute;

/**
 * A default route as the plan wants it, with interfaces by name.
 *
 * @param family its family
 * @param table its table
 * @param metric the lowest in a table wins
 * @param protocol our tag
 * @param source the address that packets of this host carry; empty: the kernel chooses by hop
 * @param hops the ways it leads; none: it answers "unreachable"
 */
record DefaultRoute(Family family, int table, long metric, int protocol, Optional<InetAddress> source, List<Hop> hops) {

    /**
     * One of the ways.
     *
     * @param path where it leads
     * @param weight its share, 1 to 256
     * @param realm what packets that take it are known by, 0 for nothing
     */
    record Hop(Path path, int weight, int realm) {}

    /** Copies. */
    DefaultRoute {
        hops = List.copyOf(hops);
    }

    /** The route with interface numbers, all of which must be known. */
    NetworkRoute toKernel(Map<String, Integer> links) {
        if (hops.isEmpty()) {
            return NetworkRoute.unreachableDefault(family, table, metric, protocol);
        }
        var resolved = hops.stream().map(hop -> toKernel(hop, links)).toList();
        return NetworkRoute.defaultThrough(family, table, metric, protocol, source, resolved);
    }

    private NetworkHop toKernel(Hop hop, Map<String, Integer> links) {
        int link = links.getOrDefault(hop.path().device(), 0);
        int weight = hops.size() == 1 ? 1 : hop.weight();
        return new NetworkHop(link, hop.path().gateway(), weight, hop.realm(), 0);
    }
}
