// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.Optional;
import org.ftrouter.api.Path;
import org.ftrouter.linux.LinuxSocket;
import org.ftrouter.linux.TcpSocket;
import org.ftrouter.linux.UdpSocket;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/**
 * Asks a DNS server one question through a path. The source port is the kernel's choice and the identifier a random
 * number; only a response with this identifier and this question, from this server, is taken. What else comes is passed
 * over, since anybody may have sent it. Letters are not mixed at random (0x20): some home routers answer in lower case.
 */
public final class DnsClient {
    private static final SecureRandom RANDOM = new SecureRandom();
    private final Path path;
    private final InetSocketAddress server;

    public DnsClient(Path path, InetSocketAddress server) {
        this.path = path;
        this.server = server;
    }

    /** Asks by UDP, and by TCP if the response does not fit. */
    public Message ask(Record question, Deadline deadline) throws IOException {
        Message response = askByUdp(question, deadline);
        return response.getHeader().getFlag(Flags.TC) ? askByTcp(question, deadline) : response;
    }

    private Message askByUdp(Record question, Deadline deadline) throws IOException {
        Message query = query(question);
        int strange = 0;
        try (UdpSocket socket = LinuxSocket.udp(path)) {
            socket.connect(server);
            socket.send(query.toWire());
            while (!deadline.over()) {
                Optional<Message> response = response(socket.receive(deadline.left()), query);
                if (response.isPresent()) {
                    return response.get();
                }
                strange++;
            }
        } catch (SocketTimeoutException e) {
            throw nothing(strange, e);
        }
        throw nothing(strange, new SocketTimeoutException("the time is over"));
    }

    private SocketTimeoutException nothing(int strange, SocketTimeoutException cause) {
        String rest = strange == 0 ? "" : "; " + strange + " packets from there are no answer to the question";
        var e = new SocketTimeoutException("no answer from " + text() + rest);
        e.initCause(cause);
        return e;
    }

    /** Asks by TCP alone. */
    public Message askByTcp(Record question, Deadline deadline) throws IOException {
        Message query = query(question);
        try (TcpSocket socket = LinuxSocket.tcp(path)) {
            socket.connect(server, deadline.left());
            Socket stream = socket.stream(server, deadline::left);
            byte[] wire = query.toWire();
            var framed = new ByteArrayOutputStream();
            var out = new DataOutputStream(framed);
            out.writeShort(wire.length);
            out.write(wire);
            stream.getOutputStream().write(framed.toByteArray());
            var in = new DataInputStream(stream.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            return response(answer, query)
                    .orElseThrow(() -> new IOException("what " + text() + " sent is no answer to the question"));
        }
    }

    private static Message query(Record question) {
        Message query = Message.newQuery(question);
        query.getHeader().setID(RANDOM.nextInt(1 << 16));
        return query;
    }

    /** The message, if it answers the query. Foreign bytes must not harm, whatever the decoder makes of them. */
    static Optional<Message> response(byte[] bytes, Message query) {
        try {
            var message = new Message(bytes);
            boolean ours = message.getHeader().getID() == query.getHeader().getID()
                    && message.getHeader().getFlag(Flags.QR)
                    && message.getQuestion() != null
                    && message.getQuestion().equals(query.getQuestion());
            return ours ? Optional.of(message) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private String text() {
        return server.getAddress().getHostAddress() + " port " + server.getPort();
    }
}
