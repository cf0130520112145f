// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A lock that one process in a network namespace can hold: an abstract Unix socket, which the kernel keeps per namespace
 * and frees with the process, however that ends (unix(7)).
 */
public final class NamespaceLock implements AutoCloseable {
    private static final int EADDRINUSE = 98;
    private final int fd;

    private NamespaceLock(int fd) {
        this.fd = fd;
    }

    /**
     * Takes the lock of this name in the calling thread's network namespace.
     *
     * @throws HeldException if another process holds it
     */
    public static NamespaceLock take(String name) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer address = LibC.buffer(2 + 1 + bytes.length);
        address.putShort((short) LibC.AF_UNIX).put((byte) 0).put(bytes);
        int fd = LibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw LinuxException.last("socket", "AF_UNIX");
        }
        if (LibC.bind(fd, LibC.address(address), address.capacity()) < 0) {
            LinuxException failure = LinuxException.last("bind", "@" + name);
            LibC.close(fd);
            throw failure.errno() == EADDRINUSE ? new HeldException(failure) : failure;
        }
        return new NamespaceLock(fd);
    }

    /** Another process holds the lock. */
    public static final class HeldException extends IOException {
        private static final long serialVersionUID = 1L;

        HeldException(LinuxException cause) {
            super(cause.getMessage(), cause);
        }
    }

    @Override
    public void close() {
        LibC.close(fd);
    }
}
