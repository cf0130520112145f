// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.linux.LinuxException;
import org.ftrouter.linux.NetlinkFound;
import org.ftrouter.linux.NetlinkSocket;
import org.ftrouter.linux.NetworkRoute;
import org.ftrouter.linux.NetworkRule;

/**
 * The routes and rules of one family that bear our tag, as a dump showed them.
 *
 * @param routes ours
 * @param rules ours, in the order in which the kernel asks them
 */
record OwnObjects(List<NetlinkFound<NetworkRoute>> routes, List<NetlinkFound<NetworkRule>> rules) {
    private static final int EAFNOSUPPORT = 97;

    /**
     * Reads them afresh. A kernel without the family has none.
     *
     * @param group a route that names this nexthop object is as good as one that has its hops itself; 0: none is
     */
    static OwnObjects read(NetlinkSocket socket, Family family, Set<Integer> protocols, int group) throws IOException {
        try {
            List<NetlinkFound<NetworkRule>> rules = socket.rules(family).stream()
                    .filter(r -> protocols.contains(r.object().protocol()))
                    .toList();
            return new OwnObjects(routes(socket, family, protocols, group).routes, rules);
        } catch (LinuxException e) {
            return none(e);
        }
    }

    /** Reads the routes alone. */
    static OwnObjects routes(NetlinkSocket socket, Family family, Set<Integer> protocols, int group)
            throws IOException {
        try {
            var routes = new ArrayList<NetlinkFound<NetworkRoute>>();
            for (int protocol : protocols) {
                for (NetlinkFound<NetworkRoute> found : socket.routesOf(family, protocol)) {
                    boolean through = group != 0 && NetlinkSocket.nexthopOf(found) == group;
                    routes.add(through ? new NetlinkFound<>(found.object().withOwnHops(), found.message()) : found);
                }
            }
            return new OwnObjects(routes, List.of());
        } catch (LinuxException e) {
            return none(e);
        }
    }

    private static OwnObjects none(LinuxException refused) throws LinuxException {
        if (refused.errno() == EAFNOSUPPORT || refused.errno() == LinuxException.EOPNOTSUPP) {
            return new OwnObjects(List.of(), List.of());
        }
        throw refused;
    }

    /** Ours that holds the place of a wanted route: the very same if there are several. */
    Optional<NetworkRoute> at(NetworkRoute wanted) {
        return routes.stream()
                .map(f -> f.object())
                .filter(wanted::samePlace)
                .min(Comparator.comparing(r -> !isSame(r, wanted)));
    }

    static boolean isSame(NetworkRoute found, NetworkRoute wanted) {
        return found.asked().equals(wanted);
    }

    boolean has(NetworkRule wanted) {
        return rules.stream().anyMatch(r -> r.object().equals(wanted));
    }
}
