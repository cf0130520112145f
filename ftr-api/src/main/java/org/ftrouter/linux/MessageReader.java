// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.ftrouter.api.Path;

/** Reads datagrams with their source and the kernel's receive time ({@code recvmsg}), into memory of its own. */
final class MessageReader {
    private static final int IOVEC_SIZE = 16;
    private static final int MSGHDR_SIZE = 56;
    private static final int MSGHDR_NAME_LENGTH = 8;
    private static final int MSGHDR_VECTORS = 16;
    private static final int MSGHDR_VECTOR_COUNT = 24;
    private static final int MSGHDR_CONTROL = 32;
    private static final int MSGHDR_CONTROL_LENGTH = 40;
    private static final int CONTROL_SIZE = 128;

    private final ByteBuffer bytes;
    private final ByteBuffer control = LibC.buffer(CONTROL_SIZE);
    private final ByteBuffer vector = LibC.buffer(IOVEC_SIZE);
    private final ByteBuffer header = LibC.buffer(MSGHDR_SIZE);
    private final ByteBuffer now = LibC.buffer(2 * Long.BYTES);
    private final long headerPointer = LibC.address(header);
    private final long nowPointer = LibC.address(now);
    private final Sockaddr source = new Sockaddr();

    MessageReader(int size) {
        bytes = LibC.buffer(size);
        vector.putLong(0, LibC.address(bytes)).putLong(Long.BYTES, size);
        header.putLong(0, source.pointer())
                .putLong(MSGHDR_VECTORS, LibC.address(vector))
                .putLong(MSGHDR_VECTOR_COUNT, 1)
                .putLong(MSGHDR_CONTROL, LibC.address(control));
    }

    /** Reads the next datagram, if one has come. */
    boolean read(int fd, Path path) throws LinuxException {
        header.putInt(MSGHDR_NAME_LENGTH, Sockaddr.SIZE).putLong(MSGHDR_CONTROL_LENGTH, CONTROL_SIZE);
        long length = LibC.recvmsg(fd, headerPointer, LibC.MSG_DONTWAIT);
        if (length >= 0) {
            bytes.clear().limit((int) length);
            return true;
        }
        int errno = LibC.errno();
        if (errno == LinuxException.EAGAIN || errno == LinuxException.EINTR) {
            return false;
        }
        throw new LinuxException("recvmsg", path.toString(), errno);
    }

    /** The datagram, from 0 to the limit. Valid until the next read. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Who sent it. */
    InetAddress source() {
        return source.address();
    }

    /** The hop limit it came with; -1 if the kernel was not asked to tell, or it is not IPv6. */
    int hopLimit() {
        return ControlMessages.hopLimit(control, header.getLong(MSGHDR_CONTROL_LENGTH));
    }

    /** How long ago the kernel received it; zero if it did not say, or the wall clock was set since. */
    Duration age() {
        long stamp = ControlMessages.receiveTime(control, header.getLong(MSGHDR_CONTROL_LENGTH));
        LibC.clock_gettime(LibC.CLOCK_REALTIME, nowPointer);
        long age = now.getLong(0) * 1_000_000_000 + now.getLong(Long.BYTES) - stamp;
        return stamp == 0 || age < 0 ? Duration.ZERO : Duration.ofNanos(age);
    }
}
