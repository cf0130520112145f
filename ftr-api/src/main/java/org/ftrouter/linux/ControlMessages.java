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
        long end = Math.min(controlLength, control.capacity());
        int at = 0;
        while (at + HEADER <= end) {
            long length = control.getLong(at);
            if (length < HEADER || length > end - at) {
                return 0;
            }
            boolean time = control.getInt(at + LEVEL) == LibC.SOL_SOCKET
                    && control.getInt(at + TYPE) == LibC.SO_TIMESTAMPNS
                    && length >= HEADER + 2 * Long.BYTES;
            if (time) {
                return control.getLong(at + HEADER) * 1_000_000_000 + control.getLong(at + HEADER + Long.BYTES);
            }
            at += (int) ((length + 7) & ~7L);
        }
        return 0;
    }
}
