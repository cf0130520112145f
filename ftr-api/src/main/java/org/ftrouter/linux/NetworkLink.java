// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.nio.ByteBuffer;

/**
 * A network interface.
 *
 * @param name its name
 * @param index its number, which a re-created interface of the same name does not keep
 * @param up whether the administrator set it up
 * @param carrier whether the line below it is up
 * @param pointToPoint whether it has just one neighbour, so that a route needs no gateway (PPP, tunnels, LTE modems)
 * @param rxPackets received packets since it was made
 * @param txPackets sent packets
 * @param rxBytes received bytes
 * @param txBytes sent bytes
 */
public record NetworkLink(
        String name,
        int index,
        boolean up,
        boolean carrier,
        boolean pointToPoint,
        long rxPackets,
        long txPackets,
        long rxBytes,
        long txBytes) {

    /** Whether nothing but packets and bytes was counted since. */
    public boolean isSameButCounters(NetworkLink other) {
        return index == other.index
                && up == other.up
                && carrier == other.carrier
                && pointToPoint == other.pointToPoint
                && name.equals(other.name);
    }

    static NetworkLink decode(NetlinkMessage message) throws NetlinkFormatException {
        ByteBuffer payload = message.payload();
        NetlinkAttributes attributes = NetlinkAttributes.after(Rtnetlink.LINK_HEAD, payload);
        int flags = payload.getInt(8);
        ByteBuffer counters = attributes.bytes(Rtnetlink.IFLA_STATS64);
        boolean counted = counters.remaining() >= 32;
        return new NetworkLink(
                attributes.text(Rtnetlink.IFLA_IFNAME),
                payload.getInt(4),
                (flags & Rtnetlink.IFF_UP) != 0,
                (flags & Rtnetlink.IFF_LOWER_UP) != 0,
                (flags & (Rtnetlink.IFF_POINTOPOINT | Rtnetlink.IFF_NOARP)) != 0,
                counted ? counters.getLong(0) : 0,
                counted ? counters.getLong(8) : 0,
                counted ? counters.getLong(16) : 0,
                counted ? counters.getLong(24) : 0);
    }
}
