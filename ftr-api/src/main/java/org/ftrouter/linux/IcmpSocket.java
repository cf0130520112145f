// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.BindException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;

/**
 * Asks for echoes through one path, without ever blocking.
 *
 * <p>A raw socket (CAP_NET_RAW) receives every echo reply and ICMP error that comes in for its device and source
 * address, those for other programs too. A datagram socket, the fallback, receives only replies to its own identifier,
 * which the kernel has chosen, and no errors; it needs a group within {@code net.ipv4.ping_group_range}.
 */
public final class IcmpSocket extends LinuxSocket {
    private static final int BUFFER = 2048;
    private static final int RECEIVE_QUEUE = 262_144;
    private static final int FILTER_V6_SIZE = 32;
    private static final int DEVICE_SIZE = 16; // IFNAMSIZ
    private final boolean raw;
    private final byte[] device;
    private final ByteBuffer bound = LibC.buffer(DEVICE_SIZE + Integer.BYTES);
    private final long boundPointer = LibC.address(bound);
    private final OptionalInt identifier;
    private final ByteBuffer out = LibC.buffer(BUFFER);
    private final long outPointer = LibC.address(out);
    private final Sockaddr target = new Sockaddr();
    private final MessageReader in = new MessageReader(BUFFER);

    /**
     * What came in.
     *
     * @param source who sent it
     * @param age how long ago the kernel received it, as its wall clock tells: zero if that is nonsense
     * @param message what it says
     */
    public record Received(InetAddress source, Duration age, IcmpMessage message) {}

    private IcmpSocket(Path path, int fd, boolean raw) throws BindException {
        super(path, fd);
        this.raw = raw;
        this.device = path.device().getBytes(StandardCharsets.UTF_8);
        try {
            option(fd, LibC.SOL_SOCKET, LibC.SO_TIMESTAMPNS, 1, "setsockopt SO_TIMESTAMPNS");
            option(fd, LibC.SOL_SOCKET, LibC.SO_RCVBUF, RECEIVE_QUEUE, "setsockopt SO_RCVBUF");
            if (raw) {
                filter();
            }
            this.identifier = raw ? OptionalInt.empty() : OptionalInt.of(port());
        } catch (LinuxException e) {
            close();
            throw local(e);
        }
    }

    static IcmpSocket open(Path path) throws BindException {
        try {
            return open(path, true);
        } catch (BindException e) {
            if (e.getCause() instanceof LinuxException cause && cause.errno() == LinuxException.EPERM) {
                return openUnprivileged(path, e);
            }
            throw e;
        }
    }

    private static IcmpSocket openUnprivileged(Path path, BindException why) throws BindException {
        try {
            return open(path, false);
        } catch (BindException e) {
            var both = new BindException(why.getMessage() + "; without CAP_NET_RAW: " + e.getMessage()
                    + ". Give the process CAP_NET_RAW, or its group a place in net.ipv4.ping_group_range");
            both.initCause(e.getCause());
            throw both;
        }
    }

    /** Opens one of the wanted kind, without fallback. */
    static IcmpSocket open(Path path, boolean raw) throws BindException {
        int protocol = path.family() == Family.IPV4 ? LibC.IPPROTO_ICMP : LibC.IPPROTO_ICMPV6;
        return new IcmpSocket(path, open(path, raw ? LibC.SOCK_RAW : LibC.SOCK_DGRAM, protocol), raw);
    }

    /** Lets only echo replies and errors in. A set bit keeps a type out. */
    private void filter() throws LinuxException {
        boolean v4 = family() == Family.IPV4;
        ByteBuffer types = LibC.buffer(v4 ? Integer.BYTES : FILTER_V6_SIZE);
        for (int type = 0; type < types.capacity() * 8; type++) {
            if (type != IcmpType.reply(family()) && !IcmpType.isError(family(), type)) {
                int word = type / 32 * Integer.BYTES;
                types.putInt(word, types.getInt(word) | 1 << (type % 32));
            }
        }
        int level = v4 ? LibC.SOL_RAW : LibC.IPPROTO_ICMPV6;
        int name = v4 ? LibC.ICMP_FILTER : LibC.ICMPV6_FILTER;
        if (LibC.setsockopt(fd(), level, name, LibC.address(types), types.capacity()) < 0) {
            throw LinuxException.last("setsockopt ICMP_FILTER", path().toString());
        }
    }

    private int port() throws LinuxException {
        var own = new Sockaddr();
        ByteBuffer length = LibC.buffer(Integer.BYTES).putInt(0, Sockaddr.SIZE);
        long lengthPointer = LibC.address(length);
        if (LibC.getsockname(fd(), own.pointer(), lengthPointer) < 0) {
            throw LinuxException.last("getsockname", path().toString());
        }
        return own.port();
    }

    /** The identifier that all requests must carry, empty if any may. */
    public OptionalInt identifier() {
        return identifier;
    }

    /** Whether it is bound to the device that bears the path's device name now. False also if there is none. */
    public boolean bound() {
        bound.putInt(DEVICE_SIZE, DEVICE_SIZE);
        int done =
                LibC.getsockopt(fd(), LibC.SOL_SOCKET, LibC.SO_BINDTODEVICE, boundPointer, boundPointer + DEVICE_SIZE);
        if (done < 0 || bound.getInt(DEVICE_SIZE) != device.length + 1) {
            return false;
        }
        for (int i = 0; i < device.length; i++) {
            if (bound.get(i) != device[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Sends an echo request.
     *
     * @throws BindException our side did not let it out; a new socket may, unless it is for a full queue
     */
    public void send(InetAddress to, IcmpEcho echo) throws BindException {
        IcmpCodec.encodeRequest(out, family(), echo);
        target.set(to, 0);
        int flags = LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL;
        if (LibC.sendto(fd(), outPointer, out.limit(), flags, target.pointer(), target.length()) < 0) {
            throw local(LinuxException.last("sendto", to.getHostAddress() + " through " + path()));
        }
    }

    /**
     * Takes the next message that has come in; empty if there is none. Messages larger than any echo come cut and with
     * a wrong size.
     */
    public Optional<Received> receive() throws LinuxException {
        if (!in.read(fd(), path())) {
            return Optional.empty();
        }
        IcmpMessage message = raw && family() == Family.IPV4
                ? IcmpCodec.decodePacket(in.bytes())
                : IcmpCodec.decodeMessage(in.bytes(), family());
        return Optional.of(new Received(in.source(), in.age(), message));
    }
}
