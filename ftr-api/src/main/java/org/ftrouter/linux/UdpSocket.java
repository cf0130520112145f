// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.ftrouter.api.Path;

/** Sends datagrams to one peer through one path, and receives only that peer's. */
public final class UdpSocket extends LinuxSocket {
    private final ByteBuffer buffer = LibC.buffer(65_536);

    UdpSocket(Path path, int fd) {
        super(path, fd);
    }

    /** Chooses the peer. No packet is sent. */
    public void connect(InetSocketAddress peer) throws IOException {
        if (peer.isUnresolved()) {
            throw new UnknownHostException(peer.getHostString());
        }
        var address = new Sockaddr().set(peer.getAddress(), peer.getPort());
        if (LibC.connect(fd(), address.pointer(), address.length()) < 0) {
            throw local(LinuxException.last("connect", peer + " through " + path()));
        }
    }

    /**
     * Sends one datagram of at most 65507 bytes to the peer.
     *
     * @throws LinuxException the peer refused an earlier one ({@code ECONNREFUSED})
     * @throws BindException our side did not let it out
     */
    public void send(byte[] datagram) throws IOException {
        if (datagram.length > buffer.capacity()) {
            throw new IllegalArgumentException("datagram of " + datagram.length + " bytes");
        }
        buffer.put(0, datagram);
        int flags = LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL;
        if (LibC.sendto(fd(), LibC.address(buffer), datagram.length, flags, 0, 0) < 0) {
            LinuxException e = LinuxException.last("send", "through " + path());
            throw e.errno() == LinuxException.ECONNREFUSED ? e : local(e);
        }
    }

    /**
     * Waits for one datagram of the peer.
     *
     * @throws SocketTimeoutException none came in time
     * @throws LinuxException the peer or a router said that nobody takes our datagrams ({@code ECONNREFUSED}, ...)
     */
    public byte[] receive(Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (await(LibC.POLLIN, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
            long length = LibC.recv(fd(), LibC.address(buffer), buffer.capacity(), LibC.MSG_DONTWAIT);
            if (length >= 0) {
                byte[] datagram = new byte[(int) length];
                buffer.get(0, datagram);
                return datagram;
            }
            int errno = LibC.errno();
            if (errno != LinuxException.EAGAIN && errno != LinuxException.EINTR) {
                throw new LinuxException("recv", "through " + path(), errno);
            }
        }
        throw new SocketTimeoutException("nothing received through " + path() + " within " + timeout);
    }
}
