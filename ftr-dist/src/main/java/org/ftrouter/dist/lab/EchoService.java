// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Answers each line of a TCP connection, and each datagram, with a line that holds the asker's address. */
final class EchoService {
    private static final int BACKLOG = 1024;

    private EchoService() {}

    /** Serves {@code tcp:PORT} on all addresses, or {@code udp:ADDRESS:PORT}. */
    static void open(Selector selector, String what) throws IOException {
        int port = Integer.parseInt(what.substring(what.lastIndexOf(':') + 1));
        if (what.startsWith("tcp:")) {
            var server = ServerSocketChannel.open();
            server.bind(new InetSocketAddress(port), BACKLOG);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT, (Ready) key -> accept(selector, server));
        } else {
            var channel = DatagramChannel.open();
            String address = what.substring("udp:".length(), what.lastIndexOf(':')); // in IPv6 with colons of its own
            channel.bind(new InetSocketAddress(address, port));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, (Ready) key -> answer(channel));
        }
    }

    private static void accept(Selector selector, ServerSocketChannel server) throws IOException {
        for (SocketChannel peer = server.accept(); peer != null; peer = server.accept()) {
            register(selector, peer);
        }
    }

    private static void register(Selector selector, SocketChannel peer) throws IOException {
        try {
            byte[] line = line(peer.getRemoteAddress());
            peer.configureBlocking(false);
            peer.register(selector, SelectionKey.OP_READ, (Ready) key -> answer(peer, line));
        } catch (ClosedChannelException e) { // gone again already
            peer.close();
        }
    }

    private static void answer(SocketChannel peer, byte[] line) throws IOException {
        try {
            var asked = ByteBuffer.allocate(512);
            if (peer.read(asked) < 0) {
                peer.close();
                return;
            }
            for (int i = 0; i < asked.position(); i++) {
                if (asked.get(i) == '\n') {
                    peer.write(ByteBuffer.wrap(line));
                }
            }
        } catch (IOException e) { // the client's reset
            peer.close();
        }
    }

    private static void answer(DatagramChannel channel) throws IOException {
        var asked = ByteBuffer.allocate(512);
        for (SocketAddress asker = channel.receive(asked); asker != null; asker = channel.receive(asked)) {
            channel.send(ByteBuffer.wrap(line(asker)), asker);
            asked.clear();
        }
    }

    private static byte[] line(SocketAddress asker) {
        String address = ((InetSocketAddress) asker).getAddress().getHostAddress();
        return (address + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
