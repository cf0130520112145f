// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A Unix datagram socket to receive from, which the JDK has not. */
public final class UnixReceiver implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_DONTWAIT = 0x40;
    private final int fd;

    static {
        Native.register(UnixReceiver.class, "c");
    }

    public UnixReceiver(Path path) {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        byte[] address = Arrays.copyOf(new byte[] {AF_UNIX, 0}, 2 + name.length + 1);
        System.arraycopy(name, 0, address, 2, name.length);
        fd = socket(AF_UNIX, SOCK_DGRAM, 0);
        if (bind(fd, address, address.length) != 0) {
            throw new AssertionError("bind " + path + ": errno " + Native.getLastError());
        }
    }

    /** The next datagram, if one has come. */
    public Optional<byte[]> next() {
        byte[] buffer = new byte[65536];
        long length = recv(fd, buffer, buffer.length, MSG_DONTWAIT);
        return length < 0 ? Optional.empty() : Optional.of(Arrays.copyOf(buffer, (int) length));
    }

    @Override
    public void close() {
        close(fd);
    }

    private static native int socket(int domain, int type, int protocol);

    private static native int bind(int fd, byte[] address, int length);

    private static native long recv(int fd, byte[] buffer, long length, int flags);

    private static native int close(int fd);
}
