// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ftrouter.api.Family;
import org.ftrouter.linux.IcmpMessage.Kind;

/**
 * ICMP and ICMPv6 as bytes. Pure; whatever the bytes are, decoding neither throws nor reads outside them. Buffers are
 * read and written from 0 to their limit, in network byte order.
 */
final class IcmpCodec {
    static final int HEADER = 8;
    private static final int IDENTIFIER = 4;
    private static final int SEQUENCE = 6;
    private static final int IPV4_HEADER = 20;
    private static final int IPV4_LENGTH = 2;
    private static final int IPV4_PROTOCOL = 9;
    private static final int IPV4_TARGET = 16;
    private static final int IPV6_HEADER = 40;
    private static final int IPV6_NEXT = 6;
    private static final int IPV6_TARGET = 24;

    private IcmpCodec() {}

    /** Writes an echo request and sets the limit. The checksum of ICMPv6, which includes addresses, is left to the kernel. */
    static void encodeRequest(ByteBuffer out, Family family, IcmpEcho echo) {
        out.clear().order(ByteOrder.BIG_ENDIAN).limit(HEADER + echo.size());
        out.put(0, (byte) IcmpType.request(family)).put(1, (byte) 0).putShort(2, (short) 0);
        out.putShort(IDENTIFIER, (short) echo.identifier()).putShort(SEQUENCE, (short) echo.sequence());
        out.putLong(HEADER, echo.token());
        for (int i = HEADER + Long.BYTES; i < out.limit(); i++) {
            out.put(i, (byte) i);
        }
        if (family == Family.IPV4) {
            out.putShort(2, (short) ~sum(out, 0));
        }
    }

    /** Decodes what a raw IPv4 socket receives: a whole IP packet. */
    static IcmpMessage decodePacket(ByteBuffer packet) {
        packet.order(ByteOrder.BIG_ENDIAN);
        int start = ipv4Payload(packet, 0);
        if (start < 0 || packet.limit() - start < HEADER) {
            return IcmpMessage.of(Kind.MALFORMED, "no whole IPv4 and ICMP header in " + packet.limit() + " bytes");
        }
        if (sum(packet, start) != 0xffff) {
            return IcmpMessage.of(Kind.MALFORMED, "wrong ICMP checksum");
        }
        return decode(packet, start, Family.IPV4);
    }

    /** Decodes what the other sockets receive: an ICMP message whose checksum the kernel has verified. */
    static IcmpMessage decodeMessage(ByteBuffer message, Family family) {
        message.order(ByteOrder.BIG_ENDIAN);
        if (message.limit() < HEADER) {
            return IcmpMessage.of(Kind.MALFORMED, "no whole ICMP header in " + message.limit() + " bytes");
        }
        return decode(message, 0, family);
    }

    private static IcmpMessage decode(ByteBuffer in, int start, Family family) {
        int type = Byte.toUnsignedInt(in.get(start));
        if (IcmpType.isError(family, type)) {
            String text = IcmpType.text(family, type, Byte.toUnsignedInt(in.get(start + 1)));
            return family == Family.IPV4 ? quotedIpv4(in, start + HEADER, text) : quotedIpv6(in, start + HEADER, text);
        }
        if (type != IcmpType.reply(family)) {
            return IcmpMessage.of(Kind.OTHER, "ICMP type " + type);
        }
        if (in.limit() - start < HEADER + Long.BYTES) {
            return IcmpMessage.of(Kind.MALFORMED, "reply of " + (in.limit() - start) + " bytes");
        }
        return IcmpMessage.reply(echo(in, start));
    }

    private static IcmpMessage quotedIpv4(ByteBuffer in, int ip, String text) {
        int start = ipv4Payload(in, ip);
        return start < 0
                ? IcmpMessage.of(Kind.OTHER, text)
                : quotedEcho(in, start, Family.IPV4, address(in, ip + IPV4_TARGET, 4), text);
    }

    private static IcmpMessage quotedIpv6(ByteBuffer in, int ip, String text) {
        boolean icmp = in.limit() - ip >= IPV6_HEADER && in.get(ip + IPV6_NEXT) == LibC.IPPROTO_ICMPV6;
        return icmp
                ? quotedEcho(in, ip + IPV6_HEADER, Family.IPV6, address(in, ip + IPV6_TARGET, 16), text)
                : IcmpMessage.of(Kind.OTHER, text);
    }

    private static IcmpMessage quotedEcho(ByteBuffer in, int start, Family family, InetAddress target, String text) {
        if (in.limit() <= start || Byte.toUnsignedInt(in.get(start)) != IcmpType.request(family)) {
            return IcmpMessage.of(Kind.OTHER, text);
        }
        if (in.limit() - start < HEADER + Long.BYTES) {
            return IcmpMessage.of(Kind.UNPROVEN_ERROR, text);
        }
        return IcmpMessage.error(echo(in, start), target, text);
    }

    private static IcmpEcho echo(ByteBuffer in, int start) {
        return new IcmpEcho(
                Short.toUnsignedInt(in.getShort(start + IDENTIFIER)),
                Short.toUnsignedInt(in.getShort(start + SEQUENCE)),
                in.getLong(start + HEADER),
                in.limit() - start - HEADER);
    }

    /** Where the ICMP message within an IPv4 packet begins, or -1 if there is none. */
    private static int ipv4Payload(ByteBuffer in, int ip) {
        if (in.limit() - ip < IPV4_HEADER) {
            return -1;
        }
        int header = 4 * (in.get(ip) & 0xf);
        boolean sound = (in.get(ip) & 0xf0) == 0x40
                && header >= IPV4_HEADER
                && in.limit() - ip >= header
                && Short.toUnsignedInt(in.getShort(ip + IPV4_LENGTH)) >= header;
        return sound && in.get(ip + IPV4_PROTOCOL) == LibC.IPPROTO_ICMP ? ip + header : -1;
    }

    private static InetAddress address(ByteBuffer in, int at, int length) {
        byte[] bytes = new byte[length];
        in.get(at, bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // not with 4 or 16 bytes
        }
    }

    /** The one's complement sum of 16-bit words (RFC 1071): 0xffff over a message that includes a right checksum. */
    static int sum(ByteBuffer bytes, int start) {
        int sum = 0;
        int at = start;
        for (; at + 1 < bytes.limit(); at += 2) {
            sum += Short.toUnsignedInt(bytes.getShort(at));
        }
        if (at < bytes.limit()) {
            sum += Byte.toUnsignedInt(bytes.get(at)) << 8;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (sum & 0xffff) + (sum >>> 16);
    }
}
