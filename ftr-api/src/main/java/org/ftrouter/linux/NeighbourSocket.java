// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.ftrouter.api.Path;

/** Asks on a path's wire who has an IPv6 address, whatever the kernel's neighbour table says. No route is involved. */
public final class NeighbourSocket extends LinuxSocket {
    private static final int BUFFER = 2048;
    private static final int FILTER_SIZE = 32;
    private static final int ADVERTISEMENT = 136;
    private static final long AGAIN = 1_000_000_000;
    private final HardwareAddress own;
    private final ByteBuffer out = LibC.buffer(NeighbourCodec.SOLICITATION_SIZE);
    private final MessageReader in = new MessageReader(BUFFER);

    private NeighbourSocket(Path path, int fd) throws BindException {
        super(path, fd);
        try {
            option(fd, LibC.IPPROTO_IPV6, LibC.IPV6_UNICAST_HOPS, 255, "setsockopt IPV6_UNICAST_HOPS");
            option(fd, LibC.IPPROTO_IPV6, LibC.IPV6_MULTICAST_HOPS, 255, "setsockopt IPV6_MULTICAST_HOPS");
            option(fd, LibC.IPPROTO_IPV6, LibC.IPV6_RECVHOPLIMIT, 1, "setsockopt IPV6_RECVHOPLIMIT");
            filter();
            this.own = HardwareAddress.of(fd, path.device());
        } catch (LinuxException e) {
            close();
            throw local(e);
        }
    }

    static NeighbourSocket open(Path path) throws BindException {
        return new NeighbourSocket(path, open(path, LibC.SOCK_RAW, LibC.IPPROTO_ICMPV6));
    }

    /** Lets only advertisements in. A set bit keeps a type out. */
    private void filter() throws LinuxException {
        ByteBuffer types = LibC.buffer(FILTER_SIZE);
        for (int word = 0; word < FILTER_SIZE; word += Integer.BYTES) {
            boolean holds = word / Integer.BYTES == ADVERTISEMENT / 32;
            types.putInt(word, holds ? ~(1 << (ADVERTISEMENT % 32)) : -1);
        }
        int done =
                LibC.setsockopt(fd(), LibC.IPPROTO_ICMPV6, LibC.ICMPV6_FILTER, LibC.address(types), types.capacity());
        if (done < 0) {
            throw LinuxException.last("setsockopt ICMP6_FILTER", path().toString());
        }
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
        NeighbourCodec.encodeSolicitation(out, own.bytes(), wanted);
        var group = new Sockaddr().set(NeighbourCodec.solicitedNode(wanted), 0);
        int flags = LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL;
        if (LibC.sendto(fd(), LibC.address(out), out.limit(), flags, group.pointer(), group.length()) < 0) {
            throw local(LinuxException.last("sendto", wanted.getHostAddress() + " through " + path()));
        }
    }

    private boolean answeredBy(long deadline, InetAddress wanted) throws IOException {
        for (long left = deadline - System.nanoTime(); left > 0; left = deadline - System.nanoTime()) {
            boolean answered = await(LibC.POLLIN, Duration.ofNanos(left))
                    && in.read(fd(), path())
                    && NeighbourCodec.isAdvertisement(in.bytes(), in.hopLimit(), wanted);
            if (answered) {
                return true;
            }
        }
        return false;
    }
}
