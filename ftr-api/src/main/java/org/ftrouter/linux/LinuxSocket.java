// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.BindException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;

/**
 * A socket whose packets leave through one path and no other: bound to its device, its source address and its mark.
 *
 * <p>When our own side is broken (no such device, address gone, no route, no right, no memory) methods throw {@link
 * BindException}, whose cause is the {@link LinuxException}: that says nothing about the line. All other {@link
 * java.io.IOException}s come from the far side or the way to it. Binding is to the device that bears the name now: a
 * socket of a deleted device fails for good, even when a new one of that name comes. Not for several threads at once.
 */
public abstract sealed class LinuxSocket implements AutoCloseable
        permits IcmpSocket, UdpSocket, TcpSocket, ArpSocket, NeighbourSocket {
    private static final int POLLFD_SIZE = 8;
    private static final int POLLFD_EVENTS = 4;
    private final Path path;
    private int fd;

    LinuxSocket(Path path, int fd) {
        this.path = path;
        this.fd = fd;
    }

    /** Opens a TCP socket, not yet connected. */
    public static TcpSocket tcp(Path path) throws BindException {
        return new TcpSocket(path, open(path, LibC.SOCK_STREAM, 0));
    }

    /** Opens a UDP socket with a free port. */
    public static UdpSocket udp(Path path) throws BindException {
        return new UdpSocket(path, open(path, LibC.SOCK_DGRAM, 0));
    }

    /** Opens a socket for echo requests: a raw one, or without CAP_NET_RAW a datagram one. */
    public static IcmpSocket icmp(Path path) throws BindException {
        return IcmpSocket.open(path);
    }

    /** Opens a socket for ARP. Needs CAP_NET_RAW. */
    public static ArpSocket arp(Path path) throws BindException {
        return ArpSocket.open(path);
    }

    /** Opens a socket for IPv6 neighbour discovery. Needs CAP_NET_RAW. */
    public static NeighbourSocket neighbour(Path path) throws BindException {
        return NeighbourSocket.open(path);
    }

    /** Opens a bound, non-blocking socket. */
    static int open(Path path, int type, int protocol) throws BindException {
        int flags = type | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC;
        int fd = LibC.socket(path.family().number(), flags, protocol);
        if (fd < 0) {
            throw local(LinuxException.last("socket", path.family().toString()));
        }
        try {
            bind(fd, path);
            return fd;
        } catch (LinuxException e) {
            LibC.close(fd);
            throw local(e);
        }
    }

    private static void bind(int fd, Path path) throws LinuxException {
        if (path.mark() != 0) {
            option(fd, LibC.SOL_SOCKET, LibC.SO_MARK, path.mark(), "setsockopt SO_MARK of " + path);
        }
        byte[] device = path.device().getBytes(StandardCharsets.UTF_8);
        ByteBuffer name = LibC.buffer(device.length + 1).put(device);
        int done = LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_BINDTODEVICE, LibC.address(name), name.capacity());
        if (done < 0) {
            throw LinuxException.last("setsockopt SO_BINDTODEVICE", path.device());
        }
        var source = new Sockaddr().set(path.source(), 0);
        if (LibC.bind(fd, source.pointer(), source.length()) < 0) {
            throw LinuxException.last("bind", path.source().getHostAddress());
        }
    }

    /** Sets an option that is an {@code int}. */
    static void option(int fd, int level, int name, int value, String text) throws LinuxException {
        ByteBuffer bytes = LibC.buffer(Integer.BYTES).putInt(0, value);
        if (LibC.setsockopt(fd, level, name, LibC.address(bytes), Integer.BYTES) < 0) {
            throw LinuxException.last(text, "to " + value);
        }
    }

    /** The exception that says: this is our own fault. */
    static BindException local(LinuxException cause) {
        var e = new BindException(cause.getMessage());
        e.initCause(cause);
        return e;
    }

    /** The path it is bound to. */
    public final Path path() {
        return path;
    }

    /** The descriptor, -1 once closed. */
    final int fd() {
        return fd;
    }

    /** The family of its path. */
    final Family family() {
        return path.family();
    }

    /**
     * Waits until the socket is ready ({@code POLLIN}, {@code POLLOUT}) or failed.
     *
     * @return false if it was not, in time
     */
    final boolean await(int events, Duration timeout) throws LinuxException {
        ByteBuffer descriptor = LibC.buffer(POLLFD_SIZE).putInt(0, fd).putShort(POLLFD_EVENTS, (short) events);
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            int ready = LibC.poll(LibC.address(descriptor), 1, Poller.milliseconds(deadline - System.nanoTime()));
            if (ready > 0) {
                return true;
            }
            if (ready < 0 && LibC.errno() != LinuxException.EINTR) {
                throw LinuxException.last("poll", path.toString());
            }
            if (deadline - System.nanoTime() <= 0) {
                return false;
            }
        }
    }

    /** The error that arrived since the last call, 0 if none. */
    final int pendingError() throws LinuxException {
        ByteBuffer error = LibC.buffer(Integer.BYTES);
        ByteBuffer length = LibC.buffer(Integer.BYTES).putInt(0, Integer.BYTES);
        if (LibC.getsockopt(fd, LibC.SOL_SOCKET, LibC.SO_ERROR, LibC.address(error), LibC.address(length)) < 0) {
            throw LinuxException.last("getsockopt SO_ERROR", path.toString());
        }
        return error.getInt(0);
    }

    /** Closes it. Doing so again does nothing. */
    @Override
    public final void close() {
        if (fd >= 0) {
            LibC.close(fd);
            fd = -1;
        }
    }
}
