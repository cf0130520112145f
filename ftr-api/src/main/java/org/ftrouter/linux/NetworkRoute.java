// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.Family;

/**
 * A route of one of the kernel's tables.
 *
 * @param family its family
 * @param destination the network it leads to; empty for the default route
 * @param prefixLength length of that network's prefix, 0 for the default route
 * @param table number of its table
 * @param metric the lowest of a destination wins
 * @param protocol who made it
 * @param type {@link #UNICAST}, {@link #UNREACHABLE}, or another number of the kernel's
 * @param source the address that packets of this host carry; empty: the kernel chooses
 * @param hops the ways it leads; none unless unicast
 * @param plain whether it has nothing beyond the above
 */
public record NetworkRoute(
        Family family,
        Optional<InetAddress> destination,
        int prefixLength,
        int table,
        long metric,
        int protocol,
        int type,
        Optional<InetAddress> source,
        List<NetworkHop> hops,
        boolean plain) {

    public static final int UNICAST = 1;
    public static final int UNREACHABLE = 7;

    private static final int SCOPE_LINK = 253;
    private static final Set<Integer> KNOWN = Set.of(
            Rtnetlink.RTA_DST,
            Rtnetlink.RTA_OIF,
            Rtnetlink.RTA_GATEWAY,
            Rtnetlink.RTA_PRIORITY,
            Rtnetlink.RTA_PREFSRC,
            Rtnetlink.RTA_MULTIPATH,
            Rtnetlink.RTA_FLOW,
            Rtnetlink.RTA_CACHEINFO,
            Rtnetlink.RTA_TABLE,
            Rtnetlink.RTA_VIA,
            Rtnetlink.RTA_PREF);

    /** Copies. */
    public NetworkRoute {
        hops = List.copyOf(hops);
    }

    /** A default route through hops. In IPv6 the metric is at least 1: 0 would become 1024. */
    public static NetworkRoute defaultThrough(
            Family family, int table, long metric, int protocol, Optional<InetAddress> source, List<NetworkHop> hops) {
        return new NetworkRoute(family, Optional.empty(), 0, table, metric, protocol, UNICAST, source, hops, true);
    }

    /** A default route that answers "unreachable". */
    public static NetworkRoute unreachableDefault(Family family, int table, long metric, int protocol) {
        return new NetworkRoute(
                family, Optional.empty(), 0, table, metric, protocol, UNREACHABLE, Optional.empty(), List.of(), true);
    }

    /** Whether it leads everywhere. */
    public boolean isDefault() {
        return prefixLength == 0;
    }

    /** Whether another holds the place this one would take in the kernel. */
    public boolean samePlace(NetworkRoute other) {
        return family == other.family
                && table == other.table
                && metric == other.metric
                && prefixLength == other.prefixLength
                && destination.equals(other.destination);
    }

    /** The route as it was asked for: without the state its hops are in. */
    public NetworkRoute asked() {
        return new NetworkRoute(
                family,
                destination,
                prefixLength,
                table,
                metric,
                protocol,
                type,
                source,
                hops.stream().map(NetworkHop::asked).toList(),
                plain);
    }

    /** The same as if its hops stood in it, and not in a nexthop object that it names. */
    public NetworkRoute withOwnHops() {
        return new NetworkRoute(family, destination, prefixLength, table, metric, protocol, type, source, hops, true);
    }

    /** Empty for a family that is not ours and for a cached entry. */
    static Optional<NetworkRoute> decode(NetlinkMessage message) throws NetlinkFormatException {
        ByteBuffer payload = message.payload();
        NetlinkAttributes attributes = NetlinkAttributes.after(Rtnetlink.ROUTE_HEAD, payload);
        int number = payload.get(0);
        int flags = payload.getInt(8);
        if ((number != Family.IPV4.number() && number != Family.IPV6.number())
                || (flags & Rtnetlink.RTM_F_CLONED) != 0) {
            return Optional.empty();
        }
        int type = payload.get(7) & 0xff;
        boolean plain = payload.get(2) == 0 && payload.get(3) == 0 && KNOWN.containsAll(attributes.types());
        return Optional.of(new NetworkRoute(
                number == Family.IPV4.number() ? Family.IPV4 : Family.IPV6,
                attributes.address(Rtnetlink.RTA_DST),
                payload.get(1) & 0xff,
                (int) attributes.u32(Rtnetlink.RTA_TABLE, payload.get(4) & 0xff),
                attributes.u32(Rtnetlink.RTA_PRIORITY, 0),
                payload.get(5) & 0xff,
                type,
                attributes.address(Rtnetlink.RTA_PREFSRC),
                type == UNICAST ? hops(attributes, flags & 0xff) : List.of(),
                plain));
    }

    private static List<NetworkHop> hops(NetlinkAttributes attributes, int flags) throws NetlinkFormatException {
        if (attributes.has(Rtnetlink.RTA_MULTIPATH)) {
            return NetworkHop.decode(attributes.bytes(Rtnetlink.RTA_MULTIPATH));
        }
        return List.of(new NetworkHop(
                attributes.s32(Rtnetlink.RTA_OIF, 0),
                attributes.gateway(),
                1,
                attributes.u32(Rtnetlink.RTA_FLOW, 0),
                flags));
    }

    /** The payload of a request about it. */
    byte[] encode() {
        boolean onLink = family == Family.IPV4
                && hops.size() == 1
                && hops.get(0).gateway().isEmpty();
        var out = new NetlinkWriter()
                .u8(family.number())
                .u8(prefixLength)
                .u8(0)
                .u8(0)
                .u8(table < 256 ? table : 0)
                .u8(protocol)
                .u8(onLink ? SCOPE_LINK : 0)
                .u8(type)
                .u32(hops.size() == 1 ? hops.get(0).flags() : 0)
                .attribute32(Rtnetlink.RTA_TABLE, table);
        destination.ifPresent(d -> out.attribute(Rtnetlink.RTA_DST, d));
        if (metric != 0) {
            out.attribute32(Rtnetlink.RTA_PRIORITY, metric);
        }
        source.ifPresent(s -> out.attribute(Rtnetlink.RTA_PREFSRC, s));
        if (hops.size() == 1) {
            encodeOnly(hops.get(0), out);
        } else if (!hops.isEmpty()) {
            var list = new NetlinkWriter();
            hops.forEach(hop -> hop.encode(family, list));
            out.attribute(Rtnetlink.RTA_MULTIPATH, list);
        }
        return out.toBytes();
    }

    /** The payload of a request about it, its hops being those of a nexthop object. */
    byte[] encodeThrough(int nexthop) {
        var out = new NetlinkWriter()
                .bytes(new NetworkRoute(
                                family,
                                destination,
                                prefixLength,
                                table,
                                metric,
                                protocol,
                                type,
                                source,
                                List.of(),
                                plain)
                        .encode())
                .attribute32(Rtnetlink.RTA_NH_ID, nexthop);
        return out.toBytes();
    }

    private void encodeOnly(NetworkHop hop, NetlinkWriter out) {
        out.attribute32(Rtnetlink.RTA_OIF, hop.link());
        hop.gateway().ifPresent(g -> out.gateway(family, g));
        if (hop.realm() != 0) {
            out.attribute32(Rtnetlink.RTA_FLOW, hop.realm());
        }
    }

    /** As {@code ip route} would put it, with interface numbers. */
    @Override
    public String toString() {
        var text =
                new StringBuilder(type == UNICAST ? "" : type == UNREACHABLE ? "unreachable " : "type " + type + " ");
        text.append(
                destination.map(d -> d.getHostAddress() + "/" + prefixLength).orElse("default"));
        for (NetworkHop hop : hops) {
            text.append(hops.size() > 1 ? " nexthop" : "");
            hop.gateway().ifPresent(g -> text.append(" via ").append(g.getHostAddress()));
            text.append(" dev #").append(hop.link());
            text.append(hops.size() > 1 ? " weight " + hop.weight() : "");
        }
        return text + " table " + table + " metric " + metric + " proto " + protocol + " (" + family + ")";
    }
}
