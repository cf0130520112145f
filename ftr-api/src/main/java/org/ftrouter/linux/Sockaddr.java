// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ftrouter.api.Family;

/** An address and port in the memory layout of the kernel ({@code sockaddr_in}, {@code sockaddr_in6}). Reusable. */
final class Sockaddr {
    /** Room for either family. */
    static final int SIZE = 28;

    private static final int PORT = 2;
    private static final int ADDRESS_V4 = 4;
    private static final int SIZE_V4 = 16;
    private static final int FLOW_LABEL_V6 = 4;
    private static final int ADDRESS_V6 = 8;
    private static final int SCOPE_V6 = 24;

    private final ByteBuffer bytes = LibC.buffer(SIZE);
    private final long pointer = LibC.address(bytes);
    private int length = SIZE;

    /** Writes an address. Link-local ones need no scope here: sockets are bound to a device. */
    Sockaddr set(InetAddress address, int port) {
        Family family = Family.of(address);
        bytes.putShort(0, (short) family.number());
        bytes.order(ByteOrder.BIG_ENDIAN).putShort(PORT, (short) port).order(ByteOrder.nativeOrder());
        if (family == Family.IPV4) {
            bytes.put(ADDRESS_V4, address.getAddress());
            length = SIZE_V4;
        } else {
            bytes.putInt(FLOW_LABEL_V6, 0).put(ADDRESS_V6, address.getAddress()).putInt(SCOPE_V6, 0);
            length = SIZE;
        }
        return this;
    }

    /** The address the kernel wrote here. */
    InetAddress address() {
        boolean v4 = bytes.getShort(0) == LibC.AF_INET;
        byte[] address = new byte[v4 ? 4 : 16];
        bytes.get(v4 ? ADDRESS_V4 : ADDRESS_V6, address);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // not with 4 or 16 bytes
        }
    }

    /** The port the kernel wrote here. */
    int port() {
        return Short.toUnsignedInt(Short.reverseBytes(bytes.getShort(PORT)));
    }

    long pointer() {
        return pointer;
    }

    int length() {
        return length;
    }
}
