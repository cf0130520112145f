// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.linux.LinuxException;
import org.ftrouter.linux.NetlinkFound;
import org.ftrouter.linux.NetlinkSocket;
import org.ftrouter.linux.NetworkRoute;
import org.ftrouter.linux.NexthopObject;
import org.ftrouter.linux.NexthopObject.Member;

/**
 * The balanced IPv4 route by a resilient group of nexthop objects: when an uplink leaves, its flows alone move, and when
 * it returns, only what is idle. A route that names the group looks like the plain one, so that whoever compares routes
 * finds it right. Everything is read afresh each time: the kernel takes members out without a word.
 */
final class NexthopGroup {
    /** The members' shares are rounded to these parts. */
    static final int BUCKETS = 1024;

    private static final int GROUP = 0xfff;
    private static final Set<Integer> GONE = Set.of(LinuxException.ENOENT, LinuxException.ESRCH);

    private final NetlinkSocket socket;
    private final RoutePlan plan;
    private int writes;

    NexthopGroup(NetlinkSocket socket, RoutePlan plan) {
        this.socket = socket;
        this.plan = plan;
    }

    /** Numbers of our own: those of marks, behind that of the route protocol. */
    static int id(RoutePlan plan, Uplink uplink) {
        int shift = Integer.numberOfTrailingZeros(plan.layout().markMask());
        return id(plan) + ((uplink.mark() >>> shift) & GROUP);
    }

    /** The number of the group. */
    static int groupId(RoutePlan plan) {
        return id(plan) + GROUP;
    }

    private static int id(RoutePlan plan) {
        return plan.layout().protocol() << 20;
    }

    /**
     * Puts the balanced route on the group. A hop that the kernel refuses is left out.
     *
     * @return the number of writes
     * @throws LinuxException if the kernel has no such groups
     */
    int apply(Map<String, Integer> links, NetworkRoute route) throws IOException {
        int protocol = plan.layout().protocol();
        List<NexthopObject> present = socket.nexthopsOf(protocol);
        var members = new ArrayList<Member>();
        for (NextHop hop : plan.hops(Family.IPV4)) {
            int id = id(plan, hop.path().uplink());
            int link = links.getOrDefault(hop.path().device(), 0);
            var single = NexthopObject.single(
                    id, Family.IPV4, protocol, link, hop.path().gateway());
            if (link != 0 && (present.contains(single) || isMade(single))) {
                members.add(new Member(id, hop.weight()));
            }
        }
        if (members.isEmpty()) {
            return writes;
        }
        var group = NexthopObject.resilient(groupId(plan), protocol, members, BUCKETS);
        if (!present.contains(group)) {
            write(group);
        }
        if (!isOnGroup(route)) {
            socket.replaceThrough(route, group.id());
            writes++;
        }
        return writes;
    }

    private boolean isMade(NexthopObject single) throws IOException {
        try {
            write(single);
            return true;
        } catch (LinuxException e) {
            if (e.errno() == LinuxException.EOPNOTSUPP || e.errno() == LinuxException.EPERM) {
                throw e;
            }
            return false;
        }
    }

    private void write(NexthopObject nexthop) throws IOException {
        socket.replace(nexthop);
        writes++;
    }

    private boolean isOnGroup(NetworkRoute route) throws IOException {
        for (NetlinkFound<NetworkRoute> found :
                socket.routesOf(Family.IPV4, plan.layout().protocol())) {
            if (route.samePlace(found.object()) && NetlinkSocket.nexthopOf(found) == groupId(plan)) {
                return true;
            }
        }
        return false;
    }

    /** Deletes what is ours and no member any more. Routes must have left it: with a nexthop go its routes. */
    int sweep() throws IOException {
        List<NexthopObject> present = socket.nexthopsOf(plan.layout().protocol());
        var used = new ArrayList<Integer>();
        for (NexthopObject nexthop : present) {
            if (nexthop.id() == groupId(plan) && !plan.hops(Family.IPV4).isEmpty()) {
                used.add(nexthop.id());
                nexthop.members().forEach(m -> used.add(m.id()));
            }
        }
        for (NexthopObject nexthop : present) {
            if (!used.contains(nexthop.id())) {
                delete(socket, nexthop);
                writes++;
            }
        }
        return writes;
    }

    /** Deletes all that one maker made, groups first. A kernel without nexthop objects has none. */
    static int removeAll(NetlinkSocket socket, int protocol) throws IOException {
        try {
            List<NexthopObject> present = socket.nexthopsOf(protocol);
            for (NexthopObject nexthop : present) {
                if (!nexthop.members().isEmpty()) {
                    delete(socket, nexthop);
                }
            }
            for (NexthopObject nexthop : present) {
                if (nexthop.members().isEmpty()) {
                    delete(socket, nexthop);
                }
            }
            return present.size();
        } catch (LinuxException e) {
            if (e.errno() == LinuxException.EOPNOTSUPP) {
                return 0;
            }
            throw e;
        }
    }

    private static void delete(NetlinkSocket socket, NexthopObject nexthop) throws IOException {
        try {
            socket.delete(nexthop);
        } catch (LinuxException e) {
            if (!GONE.contains(e.errno())) {
                throw e;
            }
        }
    }
}
