// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** One netlink message: type, flags, number, and a payload whose meaning depends on the type. Immutable, pure. */
public final class NetlinkMessage {
    static final int HEADER = 16;

    static final int NOOP = 1;
    static final int ERROR = 2;
    static final int DONE = 3;
    static final int OVERRUN = 4;

    static final int REQUEST = 0x1;
    static final int ACK = 0x4;
    static final int DUMP_INTERRUPTED = 0x10;
    static final int DUMP = 0x300;
    static final int REPLACE = 0x100;
    static final int EXCLUSIVE = 0x200;
    static final int CREATE = 0x400;
    static final int CAPPED = 0x100;
    static final int ACK_ATTRIBUTES = 0x200;

    private final int type;
    private final int flags;
    private final int sequence;
    private final byte[] payload;
    private final int port;

    NetlinkMessage(int type, int flags, int sequence, byte[] payload) {
        this(type, flags, sequence, payload, 0);
    }

    private NetlinkMessage(int type, int flags, int sequence, byte[] payload, int port) {
        this.port = port;
        this.type = type;
        this.flags = flags;
        this.sequence = sequence;
        this.payload = payload.clone();
    }

    /** What it is, such as {@link Rtnetlink#NEW_ROUTE}. */
    int type() {
        return type;
    }

    int flags() {
        return flags;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The number of the request it is or answers; 0 for an event. */
    int sequence() {
        return sequence;
    }

    /**
     * In an event, the port of the socket whose request it follows from: the number of the process, if that has no second
     * socket; 0 for the kernel itself.
     */
    int port() {
        return port;
    }

    /** The payload, in the kernel's byte order, at position 0. */
    ByteBuffer payload() {
        return ByteBuffer.wrap(payload).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    /** The same payload under another type and flags: a dumped object sent back, to be deleted. */
    NetlinkMessage as(int newType, int newFlags, int newSequence) {
        return new NetlinkMessage(newType, newFlags, newSequence, payload);
    }

    /** The whole message as it goes over the socket. */
    byte[] encode() {
        byte[] bytes = new byte[HEADER + payload.length];
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.nativeOrder())
                .putInt(bytes.length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0)
                .put(payload);
        return bytes;
    }

    /** The messages in what one receive returned, from position to limit. */
    static List<NetlinkMessage> parse(ByteBuffer received) throws NetlinkFormatException {
        ByteBuffer bytes = received.slice().order(ByteOrder.nativeOrder());
        var messages = new ArrayList<NetlinkMessage>();
        while (bytes.remaining() >= HEADER) {
            int start = bytes.position();
            int length = bytes.getInt(start);
            if (length < HEADER || length > bytes.remaining()) {
                throw new NetlinkFormatException(
                        "message of " + length + " bytes at " + start + ", " + bytes.remaining() + " are there");
            }
            byte[] payload = new byte[length - HEADER];
            bytes.get(start + HEADER, payload);
            messages.add(new NetlinkMessage(
                    bytes.getShort(start + 4) & 0xffff,
                    bytes.getShort(start + 6) & 0xffff,
                    bytes.getInt(start + 8),
                    payload,
                    bytes.getInt(start + 12)));
            bytes.position(start + Math.min(NetlinkWriter.aligned(length), bytes.remaining()));
        }
        if (bytes.hasRemaining()) {
            throw new NetlinkFormatException(bytes.remaining() + " bytes after the last message");
        }
        return messages;
    }

    @Override
    public String toString() {
        return "netlink message type " + type + " flags 0x" + Integer.toHexString(flags) + ", " + payload.length
                + " bytes";
    }
}
