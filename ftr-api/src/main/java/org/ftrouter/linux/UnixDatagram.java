// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Sends datagrams to a Unix socket ({@code sd_notify}, {@code /dev/log}), which the JDK cannot. Not for several threads
 * at once.
 */
public final class UnixDatagram implements AutoCloseable {
    private static final int SUN_PATH = 108;
    private static final int AFTER_MILLISECONDS = 50;
    private final String name;
    private final ByteBuffer address;
    private final int addressLength;
    private int fd;

    /**
     * Opens a socket that sends to the address: a path, or a name in the abstract name space written with a leading
     * {@code @}. Whether anybody listens shows only when sending.
     */
    public UnixDatagram(String name) throws IOException {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path.length == 0 || path.length >= SUN_PATH) {
            throw new IOException(
                    "Unix socket name of " + path.length + " bytes: 1 to " + (SUN_PATH - 1) + " are allowed");
        }
        this.name = name;
        boolean isAbstract = path[0] == '@';
        if (isAbstract) {
            path[0] = 0;
        }
        address = LibC.buffer(2 + SUN_PATH);
        address.putShort((short) LibC.AF_UNIX).put(path);
        addressLength = 2 + path.length + (isAbstract ? 0 : 1);
        fd = LibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw LinuxException.last("socket", "AF_UNIX");
        }
    }

    /** Sends one datagram. Never blocks: a receiver whose queue is full is an error ({@code EAGAIN}). */
    public void send(byte[] datagram) throws IOException {
        ByteBuffer bytes = LibC.buffer(Math.max(1, datagram.length));
        bytes.put(datagram);
        long sent = LibC.sendto(
                fd,
                LibC.address(bytes),
                datagram.length,
                LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL,
                LibC.address(address),
                addressLength);
        if (sent < 0) {
            throw LinuxException.last("sendto", name);
        }
    }

    /**
     * Waits until the receiver has read everything that was sent, and a moment longer: what it has only read dies with it.
     *
     * @throws IOException if that takes longer than the limit, or nobody listens any more
     * @throws InterruptedException if this thread is interrupted
     */
    public void awaitTaken(Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (unread() > 0) {
            if (System.nanoTime() - end > 0) {
                throw new IOException(name + ": nothing is read there");
            }
            Thread.sleep(1);
        }
        Thread.sleep(AFTER_MILLISECONDS);
        if (LibC.connect(fd, LibC.address(address), addressLength) < 0) {
            throw LinuxException.last("connect", name);
        }
    }

    /** The memory of what waits in the receiver's queue. */
    private int unread() throws IOException {
        ByteBuffer bytes = LibC.buffer(Integer.BYTES);
        if (LibC.ioctl(fd, LibC.SIOCOUTQ, LibC.address(bytes)) < 0) {
            throw LinuxException.last("ioctl SIOCOUTQ", name);
        }
        return bytes.getInt(0);
    }

    @Override
    public void close() {
        if (fd >= 0) {
            LibC.close(fd);
            fd = -1;
        }
    }
}
