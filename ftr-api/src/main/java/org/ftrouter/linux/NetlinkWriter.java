// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ftrouter.api.Family;

/** Builds a payload: a fixed head, then attributes (length, type, value, padded to 4). Pure. */
final class NetlinkWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static int aligned(int length) {
        return (length + 3) & ~3;
    }

    NetlinkWriter u8(int value) {
        out.write(value);
        return this;
    }

    NetlinkWriter u16(int value) {
        byte[] bytes = new byte[2];
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putShort((short) value);
        return bytes(bytes);
    }

    NetlinkWriter u32(long value) {
        return bytes(int32(value));
    }

    NetlinkWriter attribute8(int type, int value) {
        return attribute(type, new byte[] {(byte) value});
    }

    NetlinkWriter attribute32(int type, long value) {
        return attribute(type, int32(value));
    }

    NetlinkWriter attribute(int type, InetAddress address) {
        return attribute(type, address.getAddress());
    }

    NetlinkWriter attribute(int type, byte[] value) {
        u16(4 + value.length).u16(type).bytes(value);
        for (int i = value.length; i < aligned(value.length); i++) {
            u8(0);
        }
        return this;
    }

    /** An attribute whose value is what the other writer holds. */
    NetlinkWriter attribute(int type, NetlinkWriter nested) {
        return attribute(type, nested.toBytes());
    }

    NetlinkWriter bytes(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    int size() {
        return out.size();
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    /** A gateway of the route's own family, or of the other one (an IPv4 route through an IPv6 router). */
    NetlinkWriter gateway(Family routeFamily, InetAddress gateway) {
        Family family = Family.of(gateway);
        return family == routeFamily
                ? attribute(Rtnetlink.RTA_GATEWAY, gateway)
                : attribute(
                        Rtnetlink.RTA_VIA,
                        new NetlinkWriter().u16(family.number()).bytes(gateway.getAddress()));
    }

    private static byte[] int32(long value) {
        byte[] bytes = new byte[4];
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt((int) value);
        return bytes;
    }
}
