// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ftrouter.api.testkit.TestNamespace;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server on port 53 of a namespace, by UDP and TCP, that answers whatever a test wants. */
public final class DnsServer implements AutoCloseable {
    private final List<DatagramSocket> udp = new ArrayList<>();
    private final TcpServer tcp;
    private final Answers answers;
    private final List<InetAddress> askers = new CopyOnWriteArrayList<>();

    /** What it sends for a query: any number of messages. */
    @FunctionalInterface
    public interface Answers {
        List<byte[]> to(Message query, boolean byTcp) throws IOException;
    }

    /** Starts it, for UDP on these addresses: from a socket on all of them, answers would bear another source. */
    public DnsServer(TestNamespace namespace, Answers answers, InetAddress... addresses) {
        this.answers = answers;
        this.tcp = new TcpServer(namespace, 53, this::serveTcp);
        for (InetAddress address : addresses) {
            DatagramSocket socket = namespace.call(() -> new DatagramSocket(53, address));
            udp.add(socket);
            var thread = new Thread(() -> serveUdp(socket), "test-dns");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** A resolver that knows the root's servers, and gives every name these addresses. */
    public static Answers resolver(InetAddress... addresses) {
        return (query, byTcp) -> List.of(response(query, addresses).toWire());
    }

    /** A response to a query, with the root's servers or these addresses as they fit. */
    public static Message response(Message query, InetAddress... addresses) {
        Record question = query.getQuestion();
        var response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.addRecord(question, Section.QUESTION);
        if (question.getType() == Type.NS) {
            Name server = Name.fromConstantString("a.root-servers.net.");
            response.addRecord(new NSRecord(question.getName(), DClass.IN, 60, server), Section.ANSWER);
        }
        for (InetAddress address : addresses) {
            record(question, address).ifPresent(r -> response.addRecord(r, Section.ANSWER));
        }
        return response;
    }

    private static Optional<Record> record(Record question, InetAddress address) {
        boolean v4 = address.getAddress().length == 4;
        if (question.getType() == Type.A && v4) {
            return Optional.of(new ARecord(question.getName(), DClass.IN, 60, address));
        }
        return question.getType() == Type.AAAA && !v4
                ? Optional.of(new AAAARecord(question.getName(), DClass.IN, 60, address))
                : Optional.empty();
    }

    /** Who has asked so far, by UDP. */
    public List<InetAddress> askers() {
        return List.copyOf(askers);
    }

    private void serveUdp(DatagramSocket socket) {
        byte[] bytes = new byte[4096];
        try {
            while (!socket.isClosed()) {
                var packet = new DatagramPacket(bytes, bytes.length);
                socket.receive(packet);
                askers.add(packet.getAddress());
                var query = new Message(java.util.Arrays.copyOf(bytes, packet.getLength()));
                for (byte[] answer : answers.to(query, false)) {
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void serveTcp(Socket connection) throws IOException {
        var in = new DataInputStream(connection.getInputStream());
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        var out = new DataOutputStream(connection.getOutputStream());
        for (byte[] answer : answers.to(new Message(query), true)) {
            out.writeShort(answer.length);
            out.write(answer);
        }
    }

    @Override
    public void close() throws IOException {
        udp.forEach(DatagramSocket::close);
        tcp.close();
    }
}
