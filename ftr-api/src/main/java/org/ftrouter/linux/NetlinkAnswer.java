// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.nio.ByteBuffer;

/**
 * The kernel's acknowledgement, or the end of a dump.
 *
 * @param errno 0 if all is well, else the positive error number
 * @param text what the kernel adds in words (its extended acknowledgement), or {@code ""}
 */
record NetlinkAnswer(int errno, String text) {
    private static final int MESSAGE = 1;

    /** Reads a message of type {@link NetlinkMessage#ERROR} or {@link NetlinkMessage#DONE}. */
    static NetlinkAnswer of(NetlinkMessage message) throws NetlinkFormatException {
        ByteBuffer payload = message.payload();
        if (message.type() == NetlinkMessage.DONE && payload.remaining() < 4) {
            return new NetlinkAnswer(0, "");
        }
        if (payload.remaining() < 4) {
            throw new NetlinkFormatException("acknowledgement of " + payload.remaining() + " bytes");
        }
        int errno = payload.getInt(0);
        if (errno > 0 || errno == Integer.MIN_VALUE) {
            errno = 0; // a dump may end with a count
        }
        if (!message.has(NetlinkMessage.ACK_ATTRIBUTES)) {
            return new NetlinkAnswer(-errno, "");
        }
        return new NetlinkAnswer(
                -errno, NetlinkAttributes.after(head(message, payload), payload).text(MESSAGE));
    }

    /** Where the attributes begin: behind the error number and, in an acknowledgement, the request it quotes. */
    private static int head(NetlinkMessage message, ByteBuffer payload) throws NetlinkFormatException {
        if (message.type() == NetlinkMessage.DONE) {
            return 4;
        }
        if (message.has(NetlinkMessage.CAPPED)) {
            return 4 + NetlinkMessage.HEADER;
        }
        if (payload.remaining() < 8) {
            throw new NetlinkFormatException("acknowledgement of " + payload.remaining() + " bytes");
        }
        int quoted = payload.getInt(4);
        if (quoted < NetlinkMessage.HEADER || quoted > payload.remaining() - 4) {
            throw new NetlinkFormatException("acknowledgement quotes a request of " + quoted + " bytes");
        }
        return 4 + quoted;
    }
}
