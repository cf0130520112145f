// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The system calls under netlink: a socket that carries whole messages. */
final class NetlinkChannel implements AutoCloseable {
    /** {@code NETLINK_ROUTE}: links, addresses, routes, rules. */
    static final int ROUTE = 0;

    /** {@code NETLINK_NETFILTER}: connection tracking. */
    static final int NETFILTER = 12;

    private static final int ANSWER_MILLISECONDS = 5000;
    private static final int RECEIVE_QUEUE = 4 << 20;
    private static final int DATAGRAM = 64 << 10; // the kernel's largest is 32 KiB

    private final ByteBuffer buffer = LibC.buffer(DATAGRAM);
    private ByteBuffer outgoing = LibC.buffer(4 << 10);
    private final ByteBuffer pollEntry = LibC.buffer(8);
    private int fd;

    private NetlinkChannel(int fd) {
        this.fd = fd;
    }

    /** Opens one of a protocol that hears the events of the groups (bits); none: answers only. */
    static NetlinkChannel open(int protocol, int groups) throws IOException {
        int fd = LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, protocol);
        if (fd < 0) {
            throw LinuxException.last("socket", "netlink " + protocol);
        }
        var channel = new NetlinkChannel(fd);
        channel.option(LibC.SOL_NETLINK, LibC.NETLINK_CAP_ACK, 1);
        channel.option(LibC.SOL_NETLINK, LibC.NETLINK_EXT_ACK, 1);
        channel.option(LibC.SOL_NETLINK, LibC.NETLINK_GET_STRICT_CHK, 1); // only a saving: we sort out ourselves too
        if (channel.option(LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, RECEIVE_QUEUE) < 0) {
            channel.option(LibC.SOL_SOCKET, LibC.SO_RCVBUF, RECEIVE_QUEUE);
        }
        ByteBuffer address = LibC.buffer(12);
        address.putShort((short) LibC.AF_NETLINK).putShort((short) 0).putInt(0).putInt(groups);
        if (LibC.bind(fd, LibC.address(address), 12) < 0) {
            LinuxException refused = LinuxException.last("bind", "netlink " + protocol);
            channel.close();
            throw refused;
        }
        return channel;
    }

    int fd() {
        return fd;
    }

    void send(NetlinkMessage message) throws IOException {
        send(List.of(message));
    }

    /** Several in one datagram, which the kernel takes one after the other. */
    void send(List<NetlinkMessage> messages) throws IOException {
        outgoing.clear();
        for (NetlinkMessage message : messages) {
            byte[] bytes = message.encode();
            if (bytes.length > outgoing.remaining()) {
                ByteBuffer larger = LibC.buffer(2 * (outgoing.position() + bytes.length));
                outgoing = larger.put(outgoing.flip());
            }
            outgoing.put(bytes);
        }
        if (outgoing.position() > 0 && LibC.sendto(fd, LibC.address(outgoing), outgoing.position(), 0, 0, 0) < 0) {
            throw LinuxException.last("send", messages.toString());
        }
    }

    /** The next datagram. Waits for it, but not for ever. */
    List<NetlinkMessage> receive(String what) throws IOException {
        List<NetlinkMessage> there = receiveNow(what); // most answers are, before the request returns
        if (!there.isEmpty()) {
            return there;
        }
        pollEntry.clear();
        pollEntry.putInt(fd).putShort((short) LibC.POLLIN).putShort((short) 0);
        int ready = LibC.poll(LibC.address(pollEntry), 1, ANSWER_MILLISECONDS);
        if (ready == 0) {
            throw new LinuxException(what, "", LinuxException.ETIMEDOUT, "no answer from the kernel");
        }
        return receiveNow(what);
    }

    /** The next datagram if there is one, else nothing. {@code ENOBUFS} if the kernel had to drop messages. */
    List<NetlinkMessage> receiveNow(String what) throws IOException {
        long length = LibC.recv(fd, LibC.address(buffer), DATAGRAM, LibC.MSG_DONTWAIT | LibC.MSG_TRUNC);
        if (length < 0) {
            int errno = LibC.errno();
            if (errno == LinuxException.EAGAIN || errno == LinuxException.EINTR) {
                return List.of();
            }
            throw new LinuxException(what, "", errno);
        }
        if (length > DATAGRAM) {
            throw new NetlinkFormatException(what + ": an answer of " + length + " bytes was cut");
        }
        return NetlinkMessage.parse(buffer.clear().limit((int) length));
    }

    private int option(int level, int name, int value) {
        ByteBuffer bytes = LibC.buffer(4).putInt(0, value);
        return LibC.setsockopt(fd, level, name, LibC.address(bytes), 4);
    }

    @Override
    public void close() {
        if (fd >= 0) {
            LibC.close(fd);
            fd = -1;
        }
    }
}
