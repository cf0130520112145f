// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.ftrouter.api.Path;

/** Asks on a path's wire who has an IPv4 address, whatever the kernel's neighbour table says. No route is involved. */
public final class ArpSocket extends LinuxSocket {
    private static final int ADDRESS_SIZE = 20;
    private static final int BUFFER = 256;
    private static final long AGAIN = 1_000_000_000;
    private static final short ETH_P_ARP = 0x0806;
    private final HardwareAddress own;
    private final ByteBuffer broadcast;
    private final ByteBuffer bytes = LibC.buffer(BUFFER);

    private ArpSocket(Path path, int fd, HardwareAddress own) {
        super(path, fd);
        this.own = own;
        byte[] everybody = {-1, -1, -1, -1, -1, -1};
        this.broadcast = address(own.index()).put(11, (byte) everybody.length).put(12, everybody);
    }

    static ArpSocket open(Path path) throws BindException {
        // A request in the name of an address that is not ours would spoil the neighbours' tables: bind to it first.
        LibC.close(open(path, LibC.SOCK_DGRAM, 0));
        int fd = LibC.socket(LibC.AF_PACKET, LibC.SOCK_DGRAM | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw local(LinuxException.last("socket", "AF_PACKET"));
        }
        try {
            HardwareAddress own = HardwareAddress.of(fd, path.device());
            if (LibC.bind(fd, LibC.address(address(own.index())), ADDRESS_SIZE) < 0) {
                throw LinuxException.last("bind", path.device());
            }
            return new ArpSocket(path, fd, own);
        } catch (LinuxException e) {
            LibC.close(fd);
            throw local(e);
        }
    }

    /** A {@code sockaddr_ll} of ARP on the device, without a hardware address. */
    private static ByteBuffer address(int index) {
        return LibC.buffer(ADDRESS_SIZE)
                .putShort(0, (short) LibC.AF_PACKET)
                .putShort(
                        2, ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? ETH_P_ARP : Short.reverseBytes(ETH_P_ARP))
                .putInt(4, index);
    }

    /**
     * Asks, every second anew as the kernel does, and waits for an answer.
     *
     * @throws SocketTimeoutException none came in time
     * @throws BindException our side did not let it out
     */
    public void ask(InetAddress wanted, Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (deadline - System.nanoTime() > 0) {
            send(wanted);
            if (answeredBy(Math.min(deadline, System.nanoTime() + AGAIN), wanted)) {
                return;
            }
        }
        throw new SocketTimeoutException("nobody on " + path().device() + " says that it is " + wanted.getHostAddress()
                + " within " + timeout.toMillis() + " ms");
    }

    private void send(InetAddress wanted) throws BindException {
        NeighbourCodec.encodeArpRequest(bytes, own.bytes(), path().source(), wanted);
        int flags = LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL;
        long sent = LibC.sendto(
                fd(), LibC.address(bytes), NeighbourCodec.ARP_SIZE, flags, LibC.address(broadcast), ADDRESS_SIZE);
        if (sent < 0) {
            throw local(LinuxException.last("sendto", wanted.getHostAddress() + " through " + path()));
        }
    }

    private boolean answeredBy(long deadline, InetAddress wanted) throws IOException {
        for (long left = deadline - System.nanoTime(); left > 0; left = deadline - System.nanoTime()) {
            if (await(LibC.POLLIN, Duration.ofNanos(left)) && answered(wanted)) {
                return true;
            }
        }
        return false;
    }

    private boolean answered(InetAddress wanted) throws IOException {
        long length = LibC.recv(fd(), LibC.address(bytes), BUFFER, LibC.MSG_DONTWAIT);
        if (length < 0 && LibC.errno() != LinuxException.EAGAIN && LibC.errno() != LinuxException.EINTR) {
            throw local(LinuxException.last("recv", path().device())); // the device has gone
        }
        bytes.clear().limit((int) Math.max(0, length));
        return NeighbourCodec.isArpReply(bytes, wanted, path().source());
    }
}
