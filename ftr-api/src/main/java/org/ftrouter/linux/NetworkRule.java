// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.Family;

/**
 * A rule that picks the routing table of a packet.
 *
 * @param family its family
 * @param priority rules are asked in rising order of it
 * @param action {@link #LOOK_UP}, {@link #UNREACHABLE}, or another number of the kernel's
 * @param table the table to look up; 0 for other actions
 * @param source the network that packets come from; empty: any
 * @param sourceLength length of that network's prefix
 * @param mark packet mark within the mask
 * @param mask the bits of the packet mark that count, 0 for none
 * @param suppressPrefixLength routes with a prefix of this length or shorter do not count; -1: all count
 * @param protocol who made it
 * @param plain whether it has nothing beyond the above
 */
public record NetworkRule(
        Family family,
        long priority,
        int action,
        int table,
        Optional<InetAddress> source,
        int sourceLength,
        int mark,
        int mask,
        int suppressPrefixLength,
        int protocol,
        boolean plain) {

    public static final int LOOK_UP = 1;
    public static final int UNREACHABLE = 7;

    private static final Set<Integer> KNOWN = Set.of(
            Rtnetlink.FRA_SRC,
            Rtnetlink.FRA_PRIORITY,
            Rtnetlink.FRA_FWMARK,
            Rtnetlink.FRA_FWMASK,
            Rtnetlink.FRA_TABLE,
            Rtnetlink.FRA_SUPPRESS_PREFIXLEN,
            Rtnetlink.FRA_PROTOCOL);

    /** Everything looks up the table. */
    public static NetworkRule all(Family family, long priority, int table, int protocol) {
        return new NetworkRule(family, priority, LOOK_UP, table, Optional.empty(), 0, 0, 0, -1, protocol, true);
    }

    /** Everything is unreachable. */
    public static NetworkRule unreachable(Family family, long priority, int protocol) {
        return new NetworkRule(family, priority, UNREACHABLE, 0, Optional.empty(), 0, 0, 0, -1, protocol, true);
    }

    /** The same for packets from one address only. */
    public NetworkRule from(InetAddress address) {
        return new NetworkRule(
                family,
                priority,
                action,
                table,
                Optional.of(address),
                family.bits(),
                mark,
                mask,
                suppressPrefixLength,
                protocol,
                plain);
    }

    /** The same for packets with this mark only. */
    public NetworkRule marked(int newMark, int newMask) {
        return new NetworkRule(
                family,
                priority,
                action,
                table,
                source,
                sourceLength,
                newMark,
                newMask,
                suppressPrefixLength,
                protocol,
                plain);
    }

    /** The same, deaf to routes with prefixes of this length or shorter. */
    public NetworkRule suppressing(int prefixLength) {
        return new NetworkRule(
                family, priority, action, table, source, sourceLength, mark, mask, prefixLength, protocol, plain);
    }

    /** Whether both do the same at the same place, whoever made them. */
    public boolean sameEffect(NetworkRule other) {
        return withProtocol(0).equals(other.withProtocol(0));
    }

    private NetworkRule withProtocol(int number) {
        return new NetworkRule(
                family, priority, action, table, source, sourceLength, mark, mask, suppressPrefixLength, number, plain);
    }

    /** Empty for a family that is not ours. */
    static Optional<NetworkRule> decode(NetlinkMessage message) throws NetlinkFormatException {
        ByteBuffer payload = message.payload();
        NetlinkAttributes attributes = NetlinkAttributes.after(Rtnetlink.RULE_HEAD, payload);
        int number = payload.get(0);
        if (number != Family.IPV4.number() && number != Family.IPV6.number()) {
            return Optional.empty();
        }
        boolean plain = payload.get(1) == 0
                && payload.get(3) == 0
                && payload.getInt(8) == 0
                && KNOWN.containsAll(attributes.types());
        return Optional.of(new NetworkRule(
                number == Family.IPV4.number() ? Family.IPV4 : Family.IPV6,
                attributes.u32(Rtnetlink.FRA_PRIORITY, 0),
                payload.get(7) & 0xff,
                (int) attributes.u32(Rtnetlink.FRA_TABLE, payload.get(4) & 0xff),
                attributes.address(Rtnetlink.FRA_SRC),
                payload.get(2) & 0xff,
                attributes.s32(Rtnetlink.FRA_FWMARK, 0),
                attributes.s32(Rtnetlink.FRA_FWMASK, 0),
                attributes.s32(Rtnetlink.FRA_SUPPRESS_PREFIXLEN, -1),
                attributes.u8(Rtnetlink.FRA_PROTOCOL, 0),
                plain));
    }

    /** The payload of a request about it. */
    byte[] encode() {
        var out = new NetlinkWriter()
                .u8(family.number())
                .u8(0)
                .u8(sourceLength)
                .u8(0)
                .u8(table < 256 ? table : 0)
                .u8(0)
                .u8(0)
                .u8(action)
                .u32(0)
                .attribute32(Rtnetlink.FRA_PRIORITY, priority)
                .attribute32(Rtnetlink.FRA_TABLE, table)
                .attribute8(Rtnetlink.FRA_PROTOCOL, protocol);
        source.ifPresent(s -> out.attribute(Rtnetlink.FRA_SRC, s));
        if (mask != 0) {
            out.attribute32(Rtnetlink.FRA_FWMARK, mark).attribute32(Rtnetlink.FRA_FWMASK, mask);
        }
        if (suppressPrefixLength >= 0) {
            out.attribute32(Rtnetlink.FRA_SUPPRESS_PREFIXLEN, suppressPrefixLength);
        }
        return out.toBytes();
    }

    /** As {@code ip rule} would put it. */
    @Override
    public String toString() {
        return priority + ": from "
                + source.map(s -> s.getHostAddress() + "/" + sourceLength).orElse("all")
                + (mask == 0 ? "" : " fwmark 0x" + Integer.toHexString(mark) + "/0x" + Integer.toHexString(mask))
                + (action == LOOK_UP
                        ? " lookup " + table
                        : action == UNREACHABLE ? " unreachable" : " action " + action)
                + (suppressPrefixLength < 0 ? "" : " suppress_prefixlength " + suppressPrefixLength)
                + " proto " + protocol + " (" + family + ")";
    }
}
