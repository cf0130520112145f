// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A Unix datagram socket to receive from, which the JDK has not. What comes is read at once, unless it hangs; what is empty
 * is ignored, as journald does.
 */
public final class UnixReceiver implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_PEEK = 2;
    private static final int MSG_DONTWAIT = 0x40;
    private final int fd;
    private final Deque<byte[]> read = new ArrayDeque<>();
    private boolean hangs;
    private boolean closed;

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
        var reader = new Thread(this::readAll);
        reader.setDaemon(true);
        reader.start();
    }

    private void readAll() {
        while (goesOn()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private synchronized boolean goesOn() {
        if (!closed && !hangs) {
            byte[] buffer = new byte[65536];
            for (long length = receive(buffer); length >= 0; length = receive(buffer)) {
                if (length > 0) {
                    read.add(Arrays.copyOf(buffer, (int) length));
                }
            }
        }
        return !closed;
    }

    private long receive(byte[] buffer) {
        return recv(fd, buffer, buffer.length, MSG_DONTWAIT);
    }

    /** From now on it reads nothing. */
    public synchronized void hang() {
        hangs = true;
    }

    /** Whether a datagram has come that it has not read. */
    public synchronized boolean isAnythingThere() {
        return recv(fd, new byte[1], 1, MSG_DONTWAIT | MSG_PEEK) >= 0;
    }

    /** The next datagram, if one has come. */
    public synchronized Optional<byte[]> next() {
        goesOn();
        return Optional.ofNullable(read.poll());
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            close(fd);
        }
    }

    private static native int socket(int domain, int type, int protocol);

    private static native int bind(int fd, byte[] address, int length);

    private static native long recv(int fd, byte[] buffer, long length, int flags);

    private static native int close(int fd);
}
