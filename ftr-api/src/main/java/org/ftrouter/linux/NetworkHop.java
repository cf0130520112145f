// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Family;

/**
 * One way a route leads.
 *
 * @param link index of the interface
 * @param gateway the next router; empty: the destination is on the link
 * @param weight share among the route's hops, 1 to 256
 * @param realm routing realm, 0 for none
 * @param flags {@code RTNH_F_*}: what the kernel knows of its state, and options
 */
public record NetworkHop(int link, Optional<InetAddress> gateway, int weight, long realm, int flags) {
    private static final int DEAD = 1;
    private static final int OPTIONS = 0x2 | 0x4; // pervasive, onlink; the others are states

    /** A hop without realm and flags. */
    public NetworkHop(int link, Optional<InetAddress> gateway, int weight) {
        this(link, gateway, weight, 0, 0);
    }

    /** Whether the kernel has taken it out of use because its interface is down. */
    public boolean dead() {
        return (flags & DEAD) != 0;
    }

    /** The hop as it was asked for: without the state it is in. */
    NetworkHop asked() {
        return new NetworkHop(link, gateway, weight, realm, flags & OPTIONS);
    }

    static List<NetworkHop> decode(ByteBuffer multipath) throws NetlinkFormatException {
        ByteBuffer bytes = multipath.slice().order(ByteOrder.nativeOrder());
        var hops = new ArrayList<NetworkHop>();
        while (bytes.remaining() >= Rtnetlink.NEXT_HOP_HEAD) {
            int start = bytes.position();
            int length = bytes.getShort(start) & 0xffff;
            if (length < Rtnetlink.NEXT_HOP_HEAD || length > bytes.remaining()) {
                throw new NetlinkFormatException("next hop of " + length + " bytes");
            }
            NetlinkAttributes attributes = NetlinkAttributes.after(
                    Rtnetlink.NEXT_HOP_HEAD, bytes.slice(start, length).order(ByteOrder.nativeOrder()));
            hops.add(new NetworkHop(
                    bytes.getInt(start + 4),
                    attributes.gateway(),
                    (bytes.get(start + 3) & 0xff) + 1,
                    attributes.u32(Rtnetlink.RTA_FLOW, 0),
                    bytes.get(start + 2) & 0xff));
            bytes.position(start + Math.min(NetlinkWriter.aligned(length), bytes.remaining()));
        }
        return hops;
    }

    void encode(Family routeFamily, NetlinkWriter out) {
        var attributes = new NetlinkWriter();
        gateway.ifPresent(g -> attributes.gateway(routeFamily, g));
        if (realm != 0) {
            attributes.attribute32(Rtnetlink.RTA_FLOW, realm);
        }
        out.u16(Rtnetlink.NEXT_HOP_HEAD + attributes.size())
                .u8(flags)
                .u8(weight - 1)
                .u32(link)
                .bytes(attributes.toBytes());
    }
}
