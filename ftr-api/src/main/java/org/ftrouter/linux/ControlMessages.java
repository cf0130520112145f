// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.nio.ByteBuffer;

/** The control messages of {@code recvmsg}, as bytes. Pure; never reads outside them. */
final class ControlMessages {
    private static final int HEADER = 16;
    private static final int LEVEL = 8;
    private static final int TYPE = 12;

    private ControlMessages() {}

    /** When the kernel received the datagram, in nanoseconds of wall time since 1970; 0 if it does not say. */
    static long receiveTime(ByteBuffer control, long controlLength) {
        int at = find(control, controlLength, LibC.SOL_SOCKET, LibC.SO_TIMESTAMPNS, 2 * Long.BYTES);
        return at < 0 ? 0 : control.getLong(at) * 1_000_000_000 + control.getLong(at + Long.BYTES);
    }

    /** The hop limit that an IPv6 datagram came with; -1 if the kernel does not say. */
    static int hopLimit(ByteBuffer control, long controlLength) {
        int at = find(control, controlLength, LibC.IPPROTO_IPV6, LibC.IPV6_HOPLIMIT, Integer.BYTES);
        return at < 0 ? -1 : control.getInt(at);
    }

    /** Where the data of the first message of this kind begins, if there are so many bytes of it; else -1. */
    private static int find(ByteBuffer control, long controlLength, int level, int type, int size) {
        long end = Math.min(controlLength, control.capacity());
        int at = 0;
        while (at + HEADER <= end) {
            long length = control.getLong(at);
            if (length < HEADER || length > end - at) {
                return -1;
            }
            boolean wanted = control.getInt(at + LEVEL) == level && control.getInt(at + TYPE) == type;
            if (wanted && length >= HEADER + size) {
                return at + HEADER;
            }
            at += (int) ((length + 7) & ~7L);
        }
        return -1;
    }
}
