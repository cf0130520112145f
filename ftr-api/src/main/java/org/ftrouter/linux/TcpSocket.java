// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.ftrouter.api.Path;

/** A TCP connection through one path. Methods block at most as long as their timeout. */
public final class TcpSocket extends LinuxSocket {
    private static final int INFO_SIZE = 104;
    private static final int INFO_ROUND_TRIP = 68;
    private static final int BUFFER = 16_384;

    /** What the far side answers; everything else that fails a connect at once is our own. */
    private static final Set<Integer> REMOTE =
            Set.of(LinuxException.ECONNREFUSED, LinuxException.ETIMEDOUT, LinuxException.ECONNRESET);

    private final ByteBuffer buffer = LibC.buffer(BUFFER);

    TcpSocket(Path path, int fd) {
        super(path, fd);
    }

    /**
     * Connects.
     *
     * @throws SocketTimeoutException no answer in time
     * @throws LinuxException the far side or a router refused ({@code ECONNREFUSED}, {@code EHOSTUNREACH}, ...)
     * @throws BindException our side did not let it out
     */
    public void connect(InetSocketAddress peer, Duration timeout) throws IOException {
        if (peer.isUnresolved()) {
            throw new UnknownHostException(peer.getHostString());
        }
        var address = new Sockaddr().set(peer.getAddress(), peer.getPort());
        if (LibC.connect(fd(), address.pointer(), address.length()) == 0) {
            return;
        }
        int errno = LibC.errno();
        if (errno != LinuxException.EINPROGRESS) {
            var e = new LinuxException("connect", peer + " through " + path(), errno);
            throw REMOTE.contains(errno) ? e : local(e);
        }
        if (!await(LibC.POLLOUT, timeout)) {
            throw new SocketTimeoutException("no answer from " + peer + " through " + path() + " within " + timeout);
        }
        int answer = pendingError();
        if (answer != 0) {
            throw new LinuxException("connect", peer + " through " + path(), answer);
        }
    }

    /** The kernel's smoothed round-trip time; after {@link #connect} that of the handshake, free of our own delays. */
    public Duration roundTrip() throws LinuxException {
        ByteBuffer info = LibC.buffer(INFO_SIZE);
        ByteBuffer length = LibC.buffer(Integer.BYTES).putInt(0, INFO_SIZE);
        if (LibC.getsockopt(fd(), LibC.IPPROTO_TCP, LibC.TCP_INFO, LibC.address(info), LibC.address(length)) < 0) {
            throw LinuxException.last("getsockopt TCP_INFO", path().toString());
        }
        return Duration.ofNanos(1000L * Integer.toUnsignedLong(info.getInt(INFO_ROUND_TRIP)));
    }

    /**
     * Sends all of the bytes.
     *
     * @throws SocketTimeoutException the far side does not take them in time
     */
    public void send(byte[] bytes, Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        int flags = LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL;
        for (int from = 0; from < bytes.length; ) {
            int part = Math.min(BUFFER, bytes.length - from);
            buffer.put(0, bytes, from, part);
            long sent = LibC.sendto(fd(), LibC.address(buffer), part, flags, 0, 0);
            from += (int) Math.max(0, sent);
            if (sent < 0) {
                awaitAgain("send", LibC.POLLOUT, deadline);
            }
        }
    }

    /**
     * Waits for bytes and takes what is there.
     *
     * @return empty if the far side has ended the connection
     * @throws SocketTimeoutException nothing came in time
     */
    public byte[] receive(Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            long length = LibC.recv(fd(), LibC.address(buffer), BUFFER, LibC.MSG_DONTWAIT);
            if (length >= 0) {
                byte[] bytes = new byte[(int) length];
                buffer.get(0, bytes);
                return bytes;
            }
            awaitAgain("recv", LibC.POLLIN, deadline);
        }
    }

    /**
     * This connection as a {@link Socket}, for libraries that speak over one. All of its reading and writing together
     * has the time that is left; closing either closes both.
     */
    public Socket stream(InetSocketAddress peer, Supplier<Duration> left) {
        return stream(peer, left, Long.MAX_VALUE);
    }

    /** The same; a peer that sends more bytes than that is not listened to any longer. */
    public Socket stream(InetSocketAddress peer, Supplier<Duration> left, long mostReceived) {
        return new TcpStream(this, peer, left, mostReceived);
    }

    /** After a call that has just returned -1: waits if there is nothing but that to do. */
    private void awaitAgain(String call, int events, long deadline) throws IOException {
        int errno = LibC.errno();
        if (errno == LinuxException.EINTR) {
            return;
        }
        if (errno != LinuxException.EAGAIN) {
            throw new LinuxException(call, "through " + path(), errno);
        }
        if (!await(events, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
            throw new SocketTimeoutException(call + " through " + path() + " took too long");
        }
    }
}
