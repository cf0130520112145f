// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.ftrouter.api.Family;

/**
 * A connection as the kernel tracks it, seen from who began it and before any address is translated.
 *
 * @param family its address family
 * @param protocol IP protocol number, such as {@link #TCP}
 * @param source who began it
 * @param destination whom it was sent to
 * @param replyTo whom answers are sent to, which is the source as the other side knows it
 * @param mark its connection mark
 * @param answered whether a packet of the other side has been seen
 * @param tcpState the kernel's number of a TCP connection's state; 0 for others
 */
public record Connection(
        Family family,
        int protocol,
        InetAddress source,
        InetAddress destination,
        InetAddress replyTo,
        int mark,
        boolean answered,
        int tcpState) {
    public static final int TCP = 6;
    /** A {@link #tcpState}. */
    public static final int ESTABLISHED = 3;

    private static final int SEEN_REPLY = 2; // IPS_SEEN_REPLY of nf_conntrack_common.h
    private static final int SYN_SENT = 1; // states of nf_conntrack_tcp.h
    private static final int SYN_RECV = 2;
    private static final int SYN_SENT2 = 9;

    /** Whether it is a TCP connection whose handshake is complete, also one that is ending. */
    public boolean established() {
        boolean opening = tcpState == SYN_SENT || tcpState == SYN_RECV || tcpState == SYN_SENT2;
        return protocol == TCP && answered && !opening;
    }

    /** Whether the other side knows it by another source address: it goes out through an uplink that translates. */
    public boolean translated() {
        return !replyTo.equals(source);
    }

    /** Empty for a family that is not ours, or without the parts that every entry has. */
    static Optional<Connection> decode(NetlinkMessage message) throws NetlinkFormatException {
        ByteBuffer payload = message.payload();
        NetlinkAttributes attributes = NetlinkAttributes.after(Ctnetlink.HEAD, payload);
        NetlinkAttributes tuple = NetlinkAttributes.parse(attributes.bytes(Ctnetlink.CTA_TUPLE_ORIG));
        NetlinkAttributes ip = NetlinkAttributes.parse(tuple.bytes(Ctnetlink.CTA_TUPLE_IP));
        NetlinkAttributes reply = NetlinkAttributes.parse(attributes.bytes(Ctnetlink.CTA_TUPLE_REPLY));
        NetlinkAttributes replyIp = NetlinkAttributes.parse(reply.bytes(Ctnetlink.CTA_TUPLE_IP));
        NetlinkAttributes proto = NetlinkAttributes.parse(tuple.bytes(Ctnetlink.CTA_TUPLE_PROTO));
        boolean four = payload.get(0) == Family.IPV4.number();
        Optional<InetAddress> source = ip.address(four ? Ctnetlink.CTA_IP_V4_SRC : Ctnetlink.CTA_IP_V6_SRC);
        int destinationType = four ? Ctnetlink.CTA_IP_V4_DST : Ctnetlink.CTA_IP_V6_DST;
        Optional<InetAddress> destination = ip.address(destinationType);
        boolean ours = four || payload.get(0) == Family.IPV6.number();
        if (!ours || source.isEmpty() || destination.isEmpty()) {
            return Optional.empty();
        }
        NetlinkAttributes info = NetlinkAttributes.parse(attributes.bytes(Ctnetlink.CTA_PROTOINFO));
        NetlinkAttributes tcp = NetlinkAttributes.parse(info.bytes(Ctnetlink.CTA_PROTOINFO_TCP));
        return Optional.of(new Connection(
                four ? Family.IPV4 : Family.IPV6,
                proto.u8(Ctnetlink.CTA_PROTO_NUM, 0),
                source.get(),
                destination.get(),
                replyIp.address(destinationType).orElse(source.get()),
                big(attributes, Ctnetlink.CTA_MARK),
                (big(attributes, Ctnetlink.CTA_STATUS) & SEEN_REPLY) != 0,
                tcp.u8(Ctnetlink.CTA_PROTOINFO_TCP_STATE, 0)));
    }

    /** Whether a flowtable has it. The kernel refuses to forget such a one. */
    static boolean offloaded(NetlinkMessage message) throws NetlinkFormatException {
        NetlinkAttributes attributes = NetlinkAttributes.after(Ctnetlink.HEAD, message.payload());
        return (big(attributes, Ctnetlink.CTA_STATUS) & Ctnetlink.STATUS_OFFLOADED) != 0;
    }

    /** Numbers here are in network byte order. */
    private static int big(NetlinkAttributes attributes, int type) throws NetlinkFormatException {
        int value = attributes.s32(type, 0);
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }
}
