// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Receivers in a process of their own, for a network namespace: of webhooks, syslog and heartbeats, printed with who brought
 * them, and a DNS server that gives one answer to every question for addresses of that family.
 */
final class NoticeSink {
    private static final int WEB_PORT = 8080;
    private static final int SYSLOG_PORT = 514;
    private static final int DNS_PORT = 53;

    private NoticeSink() {}

    /** Arguments: the DNS server's address, and the address that it answers. Runs until it is killed. */
    public static void main(String[] arguments) throws IOException {
        InetAddress answer = InetAddress.getByName(arguments[1]);
        begin(new DatagramSocket(SYSLOG_PORT), packet -> {
            String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            System.out.println("syslog from " + packet.getAddress().getHostAddress() + " " + text);
        });
        var dns = new DatagramSocket(DNS_PORT, InetAddress.getByName(arguments[0]));
        begin(dns, packet -> {
            System.out.println("dns from " + packet.getAddress().getHostAddress());
            packet.setData(answered(packet, answer));
            dns.send(packet);
        });
        HttpServer web = HttpServer.create(new InetSocketAddress(WEB_PORT), 0);
        web.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            System.out.println(
                    "web from " + exchange.getRemoteAddress().getAddress().getHostAddress() + " " + body);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        web.createContext("/beat", exchange -> {
            System.out.println(
                    "beat from " + exchange.getRemoteAddress().getAddress().getHostAddress());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        web.start();
        System.out.println("listening");
    }

    private interface Service {
        void take(DatagramPacket packet) throws IOException;
    }

    /** The question with an address as its answer (RFC 1035, 4.1; RFC 3596), whatever the name. */
    private static byte[] answered(DatagramPacket question, InetAddress answer) {
        byte[] address = answer.getAddress();
        byte type = (byte) (address.length == 4 ? 1 : 28);
        int length = question.getLength();
        byte[] reply = Arrays.copyOf(question.getData(), length);
        reply[2] |= (byte) 0x80; // a response
        if (reply[length - 3] != type) {
            return reply; // without an answer
        }
        reply[7] = 1; // with one: the name of the question, its type, class IN, a minute, the length of the address
        byte[] record = {(byte) 0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, (byte) address.length};
        reply = Arrays.copyOf(reply, length + record.length + address.length);
        System.arraycopy(record, 0, reply, length, record.length);
        System.arraycopy(address, 0, reply, length + record.length, address.length);
        return reply;
    }

    private static void begin(DatagramSocket socket, Service service) {
        new Thread(() -> {
                    try (socket) {
                        while (true) {
                            var packet = new DatagramPacket(new byte[4096], 4096);
                            socket.receive(packet);
                            service.take(packet);
                        }
                    } catch (IOException e) {
                        System.out.println("broken: " + e);
                    }
                })
                .start();
    }
}
