// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The attributes behind a message's fixed head. Of two with the same type the last counts, as in the kernel. A value of
 * the wrong size is a {@link NetlinkFormatException}. Pure.
 */
final class NetlinkAttributes {
    private static final int TYPE_MASK = 0x3fff; // without "nested" and "network byte order"
    private static final int MISSING = -1;

    private final ByteBuffer bytes;
    private final int[] index; // type, start and length of each value
    private int end;

    private NetlinkAttributes(ByteBuffer bytes, int count) {
        this.bytes = bytes;
        this.index = new int[3 * count];
    }

    /** Reads attributes from the buffer's position to its limit. */
    static NetlinkAttributes parse(ByteBuffer buffer) throws NetlinkFormatException {
        ByteBuffer bytes = buffer.slice().order(ByteOrder.nativeOrder());
        int count = 0;
        for (int at = 0; at < bytes.limit(); at = next(bytes, at)) {
            count++;
        }
        var attributes = new NetlinkAttributes(bytes, count);
        for (int at = 0; at < bytes.limit(); at = next(bytes, at)) {
            int type = bytes.getShort(at + 2) & TYPE_MASK;
            attributes.add(type, at + 4, (bytes.getShort(at) & 0xffff) - 4);
        }
        return attributes;
    }

    /** Where the attribute behind this one begins, or the end. */
    private static int next(ByteBuffer bytes, int at) throws NetlinkFormatException {
        int left = bytes.limit() - at;
        if (left < 4) {
            throw new NetlinkFormatException(left + " bytes after the last attribute");
        }
        int length = bytes.getShort(at) & 0xffff;
        if (length < 4 || length > left) {
            throw new NetlinkFormatException("attribute of " + length + " bytes at " + at + ", " + left + " are there");
        }
        return at + Math.min(NetlinkWriter.aligned(length), left);
    }

    /** Skips the message's fixed head, then reads. */
    static NetlinkAttributes after(int head, ByteBuffer payload) throws NetlinkFormatException {
        if (payload.limit() < head) {
            throw new NetlinkFormatException("head of " + payload.limit() + " bytes instead of " + head);
        }
        int start = NetlinkWriter.aligned(head);
        return parse(payload.slice(Math.min(start, payload.limit()), Math.max(0, payload.limit() - start)));
    }

    private void add(int type, int start, int length) {
        index[end++] = type;
        index[end++] = start;
        index[end++] = length;
    }

    /** Where in the index the last attribute of the type stands. */
    private int find(int type) {
        for (int i = end - 3; i >= 0; i -= 3) {
            if (index[i] == type) {
                return i;
            }
        }
        return MISSING;
    }

    Set<Integer> types() {
        var types = new HashSet<Integer>();
        for (int i = 0; i < end; i += 3) {
            types.add(index[i]);
        }
        return types;
    }

    boolean has(int type) {
        return find(type) != MISSING;
    }

    int u8(int type, int fallback) throws NetlinkFormatException {
        return has(type) ? value(type, 1).get(0) & 0xff : fallback;
    }

    int s32(int type, int fallback) throws NetlinkFormatException {
        return has(type) ? value(type, 4).getInt(0) : fallback;
    }

    long u32(int type, long fallback) throws NetlinkFormatException {
        return has(type) ? value(type, 4).getInt(0) & 0xffff_ffffL : fallback;
    }

    /** A text; the zero at its end is cut. */
    String text(int type) {
        ByteBuffer value = bytes(type);
        byte[] text = new byte[value.remaining()];
        value.get(text);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    /** The value as it is, at position 0; empty if the attribute is missing. */
    ByteBuffer bytes(int type) {
        int place = find(type);
        ByteBuffer value = place == MISSING ? ByteBuffer.allocate(0) : bytes.slice(index[place + 1], index[place + 2]);
        return value.order(ByteOrder.nativeOrder());
    }

    /** An address of 4 or 16 bytes. */
    Optional<InetAddress> address(int type) throws NetlinkFormatException {
        return has(type) ? Optional.of(address(bytes(type))) : Optional.empty();
    }

    /** The gateway, whether of the route's own family or of the other. */
    Optional<InetAddress> gateway() throws NetlinkFormatException {
        if (!has(Rtnetlink.RTA_VIA)) {
            return address(Rtnetlink.RTA_GATEWAY);
        }
        ByteBuffer via = bytes(Rtnetlink.RTA_VIA);
        if (via.remaining() < 2) {
            throw new NetlinkFormatException("gateway of " + via.remaining() + " bytes");
        }
        return Optional.of(address(via.position(2)));
    }

    private static InetAddress address(ByteBuffer value) throws NetlinkFormatException {
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        try {
            // an IPv4-mapped address stays one of IPv6
            return bytes.length == 16 ? Inet6Address.getByAddress(null, bytes, -1) : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new NetlinkFormatException("address of " + bytes.length + " bytes");
        }
    }

    private ByteBuffer value(int type, int size) throws NetlinkFormatException {
        ByteBuffer value = bytes(type);
        if (value.remaining() != size) {
            throw new NetlinkFormatException(
                    "attribute " + type + " of " + value.remaining() + " bytes instead of " + size);
        }
        return value;
    }
}
