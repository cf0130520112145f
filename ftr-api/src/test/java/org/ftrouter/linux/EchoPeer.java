// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.testkit.TestNamespace;
import org.ftrouter.api.testkit.TestPath;

/** The far side of an echo, as good or bad as a test wants: it sees all requests that reach a namespace. */
public final class EchoPeer implements AutoCloseable {
    private static final Path NOWHERE = TestPath.of("any0", "0.0.0.0", 0);
    private final Family family;
    private final int fd;
    private final Consumer<Request> answer;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "echo-peer");
    private volatile boolean closed;

    /** A request, with which a reply can be made. */
    public final class Request {
        private final InetAddress source;
        private final byte[] message;

        private Request(InetAddress source, byte[] message) {
            this.source = source;
            this.message = message;
        }

        /** Who sent it. */
        public InetAddress source() {
            return source;
        }

        /** The identifier. */
        public int identifier() {
            return ByteBuffer.wrap(message).getChar(4);
        }

        /** The right reply. It may be changed; byte 4 begins the identifier, 6 the sequence, 8 the payload. */
        public byte[] reply() {
            byte[] reply = message.clone();
            reply[0] = (byte) IcmpType.reply(family);
            return reply;
        }

        /** Sends a message back from an address of the namespace, with a right checksum. */
        public void send(byte[] reply, InetAddress from) {
            ByteBuffer bytes = ByteBuffer.wrap(reply);
            if (family == Family.IPV4 && reply.length >= 4) {
                bytes.putShort(2, (short) 0);
                bytes.putShort(2, (short) ~IcmpCodec.sum(bytes, 0));
            }
            sendAsIs(reply, from);
        }

        /** Sends a message back from an address of the namespace. */
        public void sendAsIs(byte[] reply, InetAddress from) {
            int socket = raw(family);
            try {
                ByteBuffer bytes = LibC.buffer(Math.max(1, reply.length)).put(0, reply);
                var local = new Sockaddr().set(from, 0);
                var remote = new Sockaddr().set(source, 0);
                check(LibC.bind(socket, local.pointer(), local.length()));
                check((int)
                        LibC.sendto(socket, LibC.address(bytes), reply.length, 0, remote.pointer(), remote.length()));
            } finally {
                LibC.close(socket);
            }
        }
    }

    /** Answers in a namespace, whose kernel no longer does, until closed. The answer runs on a thread in there. */
    public EchoPeer(TestNamespace where, Family family, Consumer<Request> answer) {
        this.family = family;
        this.answer = answer;
        where.sysctl(family == Family.IPV4 ? "net/ipv4/icmp_echo_ignore_all" : "net/ipv6/icmp/echo_ignore_all", "1");
        fd = where.call(() -> raw(family));
        where.run(thread::start);
    }

    /** All requests so far. */
    public List<Request> requests() {
        return requests;
    }

    private static int raw(Family family) {
        int protocol = family == Family.IPV4 ? LibC.IPPROTO_ICMP : LibC.IPPROTO_ICMPV6;
        return check(LibC.socket(family.number(), LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, protocol));
    }

    private static int check(int result) {
        if (result < 0) {
            throw new AssertionError("errno " + LibC.errno());
        }
        return result;
    }

    private void run() {
        var reader = new MessageReader(65_536);
        ByteBuffer descriptor = LibC.buffer(8).putInt(0, fd).putShort(4, (short) LibC.POLLIN);
        while (!closed) {
            LibC.poll(LibC.address(descriptor), 1, 20);
            try {
                while (!closed && reader.read(fd, NOWHERE)) {
                    take(reader);
                }
            } catch (LinuxException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void take(MessageReader reader) {
        ByteBuffer bytes = reader.bytes().order(ByteOrder.BIG_ENDIAN);
        int start = family == Family.IPV4 ? 4 * (bytes.get(0) & 0xf) : 0;
        byte[] message = new byte[bytes.limit() - start];
        bytes.get(start, message);
        if (Byte.toUnsignedInt(message[0]) == IcmpType.request(family)) {
            var request = new Request(reader.source(), message);
            requests.add(request);
            answer.accept(request);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LibC.close(fd);
    }
}
