// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** The bytes of ARP (RFC 826, for IPv4 over Ethernet) and of IPv6 neighbour discovery (RFC 4861). Pure. */
final class NeighbourCodec {
    /** An ARP message for IPv4 over Ethernet, without the Ethernet header. */
    static final int ARP_SIZE = 28;

    private static final int ARP_ETHERNET_IPV4 = 0x00010800;
    private static final int ARP_SIZES = 0x0604;
    private static final int ARP_REQUEST = 1;
    private static final int ARP_REPLY = 2;
    private static final int ARP_SENDER = 14;
    private static final int ARP_TARGET = 24;

    /** A neighbour solicitation with the sender's Ethernet address. */
    static final int SOLICITATION_SIZE = 32;

    private static final byte SOLICITATION = (byte) 135;
    private static final byte ADVERTISEMENT = (byte) 136;
    private static final int TARGET = 8;
    private static final int TARGET_END = 24;
    private static final byte SOURCE_LINK_ADDRESS = 1;
    private static final byte[] SOLICITED_NODE = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, (byte) 0xff, 0, 0, 0};

    private NeighbourCodec() {}

    /** Asks who has the address. */
    static void encodeArpRequest(ByteBuffer to, byte[] ownHardware, InetAddress own, InetAddress wanted) {
        to.clear().order(ByteOrder.BIG_ENDIAN);
        to.putInt(ARP_ETHERNET_IPV4).putShort((short) ARP_SIZES).putShort((short) ARP_REQUEST);
        to.put(ownHardware)
                .put(own.getAddress())
                .put(new byte[HardwareAddress.LENGTH])
                .put(wanted.getAddress());
        to.flip();
    }

    /** Whether these are an ARP reply of that address to ours. */
    static boolean isArpReply(ByteBuffer bytes, InetAddress from, InetAddress own) {
        ByteBuffer message = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
        return message.limit() >= ARP_SIZE
                && message.getInt(0) == ARP_ETHERNET_IPV4
                && message.getShort(4) == ARP_SIZES
                && message.getShort(6) == ARP_REPLY
                && at(message, ARP_SENDER, Integer.BYTES).equals(Optional.of(from))
                && at(message, ARP_TARGET, Integer.BYTES).equals(Optional.of(own));
    }

    /** Asks who has the address; the kernel adds the checksum. */
    static void encodeSolicitation(ByteBuffer to, byte[] ownHardware, InetAddress wanted) {
        to.clear();
        to.put(SOLICITATION).put(new byte[TARGET - 1]).put(wanted.getAddress());
        to.put(SOURCE_LINK_ADDRESS).put((byte) 1).put(ownHardware);
        to.flip();
    }

    /** Whether these are a neighbour advertisement of that address. A router on the way would have lowered the hop limit. */
    static boolean isAdvertisement(ByteBuffer message, int hopLimit, InetAddress from) {
        return message.limit() >= TARGET_END
                && hopLimit == 255
                && message.get(0) == ADVERTISEMENT
                && message.get(1) == 0
                && at(message, TARGET, TARGET_END - TARGET).equals(Optional.of(from));
    }

    /** The multicast group that the owner of an address listens to. */
    static InetAddress solicitedNode(InetAddress wanted) {
        byte[] group = Arrays.copyOf(SOLICITED_NODE, SOLICITED_NODE.length);
        System.arraycopy(wanted.getAddress(), 13, group, 13, 3);
        return address(group).orElseThrow();
    }

    private static Optional<InetAddress> at(ByteBuffer message, int index, int length) {
        byte[] bytes = new byte[length];
        message.get(index, bytes);
        return address(bytes).filter(a -> (a instanceof Inet4Address) == (length == Integer.BYTES));
    }

    private static Optional<InetAddress> address(byte[] bytes) {
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            return Optional.empty(); // not with 4 or 16 bytes
        }
    }
}
