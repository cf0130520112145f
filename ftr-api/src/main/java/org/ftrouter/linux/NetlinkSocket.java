// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Family;

/**
 * Questions and requests to the kernel about links, addresses, routes and rules, of the network namespace of the thread
 * that opened it. Each call waits for the answer: microseconds, a few milliseconds for a dump. Not for several threads at
 * once. Refusals are {@link LinuxException}s with the kernel's own words where it gives any.
 */
public final class NetlinkSocket implements AutoCloseable {
    private static final int ANY = 0;

    private final NetlinkDialogue kernel;
    private final Runnable beforeWrite;

    private NetlinkSocket(NetlinkDialogue kernel, Runnable beforeWrite) {
        this.kernel = kernel;
        this.beforeWrite = beforeWrite;
    }

    /** Opens a socket. Needs no privilege; changing anything does. */
    public static NetlinkSocket open() throws IOException {
        return open(() -> {});
    }

    /**
     * The same, for trials of what becomes of a program that dies halfway.
     *
     * @param beforeWrite runs before every change, which what it throws prevents
     */
    public static NetlinkSocket open(Runnable beforeWrite) throws IOException {
        return new NetlinkSocket(new NetlinkDialogue(NetlinkChannel.open(NetlinkChannel.ROUTE, 0)), beforeWrite);
    }

    /** Every interface. */
    public List<NetworkLink> links() throws IOException {
        var links = new ArrayList<NetworkLink>();
        for (NetlinkMessage message : kernel.dump(Rtnetlink.GET_LINK, Rtnetlink.NEW_LINK, new byte[16], "links")) {
            links.add(NetworkLink.decode(message));
        }
        return links;
    }

    /** One interface as it is now; empty if it is gone. */
    public Optional<NetworkLink> link(int index) throws IOException {
        byte[] head = new NetlinkWriter().u32(0).u32(index).u32(0).u32(0).toBytes();
        try {
            return Optional.of(NetworkLink.decode(kernel.ask(Rtnetlink.GET_LINK, head, "read link", index)));
        } catch (LinuxException e) {
            if (e.errno() == LinuxException.ENODEV) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Every address of both families. */
    public List<NetworkAddress> addresses() throws IOException {
        var addresses = new ArrayList<NetworkAddress>();
        for (NetlinkMessage message :
                kernel.dump(Rtnetlink.GET_ADDRESS, Rtnetlink.NEW_ADDRESS, new byte[8], "addresses")) {
            NetworkAddress.decode(message).ifPresent(addresses::add);
        }
        return addresses;
    }

    /** The unicast routes of all tables. */
    public List<NetworkRoute> routes(Family family) throws IOException {
        return routes(family, ANY, NetworkRoute.UNICAST).stream()
                .map(NetlinkFound::object)
                .filter(r -> r.type() == NetworkRoute.UNICAST)
                .toList();
    }

    /** The routes of all tables and types that one maker made. */
    public List<NetlinkFound<NetworkRoute>> routesOf(Family family, int protocol) throws IOException {
        return routes(family, protocol, ANY).stream()
                .filter(r -> r.object().protocol() == protocol)
                .toList();
    }

    /** The routes of all tables and types, whoever made them. */
    public List<NetlinkFound<NetworkRoute>> allRoutes(Family family) throws IOException {
        return routes(family, ANY, ANY);
    }

    /** Every rule. */
    public List<NetlinkFound<NetworkRule>> rules(Family family) throws IOException {
        byte[] head = new NetlinkWriter().u32(family.number()).u32(0).u32(0).toBytes();
        var rules = new ArrayList<NetlinkFound<NetworkRule>>();
        for (NetlinkMessage message : kernel.dump(Rtnetlink.GET_RULE, Rtnetlink.NEW_RULE, head, family + " rules")) {
            Optional<NetworkRule> rule = NetworkRule.decode(message);
            rule.filter(r -> r.family() == family).ifPresent(r -> rules.add(new NetlinkFound<>(r, message)));
        }
        return rules;
    }

    /** Adds a route. {@code EEXIST} if another holds its place. */
    public void add(NetworkRoute route) throws IOException {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE;
        write(new NetlinkMessage(Rtnetlink.NEW_ROUTE, flags, 0, route.encode()), "add route", route);
    }

    /** Puts a route into its place in one step, whoever held that before. */
    public void replace(NetworkRoute route) throws IOException {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.REPLACE;
        write(new NetlinkMessage(Rtnetlink.NEW_ROUTE, flags, 0, route.encode()), "replace route", route);
    }

    /**
     * Puts several routes into their places with one system call: who hears of the first gets this processor after the
     * last, unless the kernel can be preempted. Where one is refused, what was there stays, without a word. Returns how many
     * were written.
     */
    public int replaceTogether(List<NetworkRoute> routes) throws IOException {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.REPLACE;
        var messages = new ArrayList<NetlinkMessage>();
        for (NetworkRoute route : routes) {
            beforeWrite.run();
            messages.add(new NetlinkMessage(Rtnetlink.NEW_ROUTE, flags, 0, route.encode()));
        }
        return kernel.requestAll(messages, "replace routes");
    }

    /** The same as {@link #replace(NetworkRoute)}, the hops being those of a nexthop object. */
    public void replaceThrough(NetworkRoute route, int nexthop) throws IOException {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.REPLACE;
        var message = new NetlinkMessage(Rtnetlink.NEW_ROUTE, flags, 0, route.encodeThrough(nexthop));
        write(message, "replace route", route);
    }

    /** The nexthop object that a route names; 0 for none. */
    public static int nexthopOf(NetlinkFound<NetworkRoute> route) throws IOException {
        return nexthop(route.message());
    }

    private static int nexthop(NetlinkMessage route) throws NetlinkFormatException {
        return NetlinkAttributes.after(Rtnetlink.ROUTE_HEAD, route.payload()).s32(Rtnetlink.RTA_NH_ID, 0);
    }

    /** The nexthop objects that one maker made. {@code EOPNOTSUPP} from a kernel that has none. */
    public List<NexthopObject> nexthopsOf(int protocol) throws IOException {
        var found = new ArrayList<NexthopObject>();
        for (NetlinkMessage message :
                kernel.dump(Rtnetlink.GET_NEXTHOP, Rtnetlink.NEW_NEXTHOP, new byte[8], "nexthops")) {
            NexthopObject nexthop = NexthopObject.decode(message);
            if (nexthop.protocol() == protocol) {
                found.add(nexthop);
            }
        }
        return found;
    }

    /** Makes a nexthop object, or changes it in one step with all routes that name it. */
    public void replace(NexthopObject nexthop) throws IOException {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.REPLACE;
        write(new NetlinkMessage(Rtnetlink.NEW_NEXTHOP, flags, 0, nexthop.encode()), "replace", nexthop);
    }

    /** Deletes a nexthop object, and with it the routes that name it. {@code ENOENT} if it is gone already. */
    public void delete(NexthopObject nexthop) throws IOException {
        write(new NetlinkMessage(Rtnetlink.DELETE_NEXTHOP, 0, 0, nexthop.encodeId()), "delete", nexthop);
    }

    /** Adds a rule. {@code EEXIST} if there is one just like it. */
    public void add(NetworkRule rule) throws IOException {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE;
        write(new NetlinkMessage(Rtnetlink.NEW_RULE, flags, 0, rule.encode()), "add rule", rule);
    }

    /** Deletes a route or rule that was found. {@code ESRCH} or {@code ENOENT} if it is gone already. */
    public void delete(NetlinkFound<?> found) throws IOException {
        boolean route = found.message().type() == Rtnetlink.NEW_ROUTE;
        int type = route ? Rtnetlink.DELETE_ROUTE : Rtnetlink.DELETE_RULE;
        NetlinkMessage message = found.message().as(type, 0, 0);
        if (found.object() instanceof NetworkRoute named) {
            int nexthop = nexthop(found.message());
            // it tells the object and the hops in it, but takes one of them only
            message = nexthop == 0 ? message : new NetlinkMessage(type, 0, 0, named.encodeThrough(nexthop));
        }
        write(message, route ? "delete route" : "delete rule", found.object());
    }

    private void write(NetlinkMessage message, String what, Object object) throws IOException {
        beforeWrite.run();
        kernel.request(message, what, object);
    }

    private List<NetlinkFound<NetworkRoute>> routes(Family family, int protocol, int type) throws IOException {
        byte[] head = new NetlinkWriter()
                .u32(family.number())
                .u8(0)
                .u8(protocol)
                .u8(0)
                .u8(type)
                .u32(0)
                .toBytes();
        var routes = new ArrayList<NetlinkFound<NetworkRoute>>();
        for (NetlinkMessage message : kernel.dump(Rtnetlink.GET_ROUTE, Rtnetlink.NEW_ROUTE, head, family + " routes")) {
            Optional<NetworkRoute> route = NetworkRoute.decode(message);
            route.filter(r -> r.family() == family) // without IPv6, the kernel answers with IPv4
                    .ifPresent(r -> routes.add(new NetlinkFound<>(r, message)));
        }
        return routes;
    }

    @Override
    public void close() {
        kernel.close();
    }
}
