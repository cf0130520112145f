// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Family;

/**
 * A nexthop object of the kernel's (Linux 5.3 and later), which routes name by its number: one way, or a group of ways.
 * The kernel deletes one without a word when its interface loses its carrier, and takes it out of its groups.
 *
 * @param id its number, of all families together
 * @param family of its gateway; empty for a group
 * @param protocol who made it
 * @param link index of its interface, 0 for a group
 * @param gateway the next router; empty: the destination is on the link
 * @param members of a group, in order
 * @param buckets of a resilient group (Linux 5.13 and later); 0: none or another group
 */
public record NexthopObject(
        int id,
        Optional<Family> family,
        int protocol,
        int link,
        Optional<InetAddress> gateway,
        List<Member> members,
        int buckets) {
    private static final int RESILIENT = 1;
    private static final int NESTED = 0x8000;
    private static final int TICKS_A_SECOND = 100; // USER_HZ

    /** A bucket in which no packet was seen for so long may move to another member. */
    private static final int IDLE_SECONDS = 60;

    /**
     * A member of a group.
     *
     * @param id of a single nexthop
     * @param weight 1 to 256
     */
    public record Member(int id, int weight) {}

    /** Copies. */
    public NexthopObject {
        members = List.copyOf(members);
    }

    /** A single way. */
    public static NexthopObject single(int id, Family family, int protocol, int link, Optional<InetAddress> gateway) {
        return new NexthopObject(id, Optional.of(family), protocol, link, gateway, List.of(), 0);
    }

    /** A resilient group: a change of its members moves only what it must. */
    public static NexthopObject resilient(int id, int protocol, List<Member> members, int buckets) {
        return new NexthopObject(id, Optional.empty(), protocol, 0, Optional.empty(), members, buckets);
    }

    static NexthopObject decode(NetlinkMessage message) throws NetlinkFormatException {
        ByteBuffer payload = message.payload();
        NetlinkAttributes attributes = NetlinkAttributes.after(Rtnetlink.NEXTHOP_HEAD, payload);
        int number = payload.get(0);
        var members = new ArrayList<Member>();
        ByteBuffer group = attributes.bytes(Rtnetlink.NHA_GROUP);
        for (int at = 0; at + 8 <= group.limit(); at += 8) {
            members.add(new Member(group.getInt(at), (group.get(at + 4) & 0xff) + 1));
        }
        ByteBuffer buckets = NetlinkAttributes.parse(attributes.bytes(Rtnetlink.NHA_RES_GROUP))
                .bytes(Rtnetlink.NHA_RES_GROUP_BUCKETS);
        return new NexthopObject(
                attributes.s32(Rtnetlink.NHA_ID, 0),
                List.of(Family.values()).stream()
                        .filter(f -> f.number() == number && members.isEmpty())
                        .findFirst(),
                payload.get(2) & 0xff,
                attributes.s32(Rtnetlink.NHA_OIF, 0),
                attributes.address(Rtnetlink.NHA_GATEWAY),
                members,
                buckets.limit() < 2 ? 0 : buckets.getShort(0) & 0xffff);
    }

    /** The payload of a request to make it. */
    byte[] encode() {
        var out = new NetlinkWriter()
                .u8(family.map(Family::number).orElse(0))
                .u8(0)
                .u8(protocol)
                .u8(0)
                .u32(0)
                .attribute32(Rtnetlink.NHA_ID, id);
        if (members.isEmpty()) {
            out.attribute32(Rtnetlink.NHA_OIF, link);
            gateway.ifPresent(g -> out.attribute(Rtnetlink.NHA_GATEWAY, g));
            return out.toBytes();
        }
        var group = new NetlinkWriter();
        members.forEach(m -> group.u32(m.id()).u8(m.weight() - 1).u8(0).u16(0));
        out.attribute(Rtnetlink.NHA_GROUP, group);
        if (buckets > 0) {
            var settings = new NetlinkWriter()
                    .attribute(Rtnetlink.NHA_RES_GROUP_BUCKETS, new NetlinkWriter().u16(buckets))
                    .attribute32(Rtnetlink.NHA_RES_GROUP_IDLE, IDLE_SECONDS * TICKS_A_SECOND);
            out.attribute(Rtnetlink.NHA_GROUP_TYPE, new NetlinkWriter().u16(RESILIENT));
            out.attribute(NESTED | Rtnetlink.NHA_RES_GROUP, settings);
        }
        return out.toBytes();
    }

    /** The payload of a request to delete it. */
    byte[] encodeId() {
        return new NetlinkWriter()
                .u32(0)
                .u32(0)
                .attribute32(Rtnetlink.NHA_ID, id)
                .toBytes();
    }

    /** As {@code ip nexthop} would put it, with interface numbers. */
    @Override
    public String toString() {
        return "nexthop id " + Integer.toUnsignedString(id)
                + (members.isEmpty()
                        ? gateway.map(g -> " via " + g.getHostAddress()).orElse("") + " dev #" + link
                        : " group " + members + (buckets > 0 ? " type resilient buckets " + buckets : ""))
                + " proto " + protocol;
    }
}
