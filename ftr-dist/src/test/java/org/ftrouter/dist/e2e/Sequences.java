// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Datagrams with sequence numbers, for processes of a lab. {@code serve ADDRESS PORT} sends each back with the asker's
 * address; {@code ask ADDRESS PORT FLOWS MILLISECONDS} sends one of each flow every so often and, when it is ended by
 * SIGTERM, says of each flow what is lost: {@code flow 3 of 192.0.2.2: 0 of 400 lost}.
 */
final class Sequences {
    private static final long LAST_ANSWERS_NANOS = 1_000_000_000L;
    private static volatile boolean ending;

    private Sequences() {}

    private static final class Flow {
        final DatagramChannel channel;
        final Set<String> sources = new LinkedHashSet<>();
        long sent;
        long answered;

        Flow(InetSocketAddress server) throws IOException {
            channel = DatagramChannel.open();
            channel.configureBlocking(false);
            channel.connect(server);
        }

        void ask() {
            try {
                channel.write(ByteBuffer.allocate(8).putLong(0, sent));
            } catch (IOException e) {
                sources.add(e.getMessage().replace(' ', '-')); // an ICMP error is an answer, but none we want
            }
            sent++;
        }

        void hear() throws IOException {
            var bytes = ByteBuffer.allocate(64);
            while (channel.read(bytes) > 0) {
                byte[] source = new byte[bytes.position() - 8];
                bytes.position(8).get(source);
                sources.add(new String(source, java.nio.charset.StandardCharsets.US_ASCII));
                answered++; // the network of a lab doubles nothing
                bytes.clear();
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        var server = new InetSocketAddress(arguments[1], Integer.parseInt(arguments[2]));
        if (arguments[0].equals("serve")) {
            serve(server);
        } else {
            ask(server, Integer.parseInt(arguments[3]), Long.parseLong(arguments[4]) * 1_000_000);
        }
    }

    private static void serve(InetSocketAddress server) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open().bind(server)) {
            System.out.println("begun");
            while (true) {
                var bytes = ByteBuffer.allocate(64);
                var asker = (InetSocketAddress) channel.receive(bytes);
                bytes.position(8)
                        .put(asker.getAddress().getHostAddress().getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .flip();
                channel.send(bytes, asker);
            }
        }
    }

    private static void ask(InetSocketAddress server, int count, long pauseNanos) throws Exception {
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ending = true;
            try {
                main.join();
            } catch (InterruptedException e) {
                main.interrupt();
            }
        }));
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            flows.add(new Flow(server));
        }
        System.out.println("begun");
        while (!ending) {
            flows.forEach(Flow::ask);
            LockSupport.parkNanos(pauseNanos);
            for (Flow flow : flows) {
                flow.hear();
            }
        }
        long end = System.nanoTime() + LAST_ANSWERS_NANOS;
        while (System.nanoTime() < end) {
            for (Flow flow : flows) {
                flow.hear();
            }
            LockSupport.parkNanos(1_000_000);
        }
        for (int i = 0; i < count; i++) {
            Flow flow = flows.get(i);
            System.out.println("flow " + i + " of " + String.join("+", flow.sources) + ": "
                    + (flow.sent - flow.answered) + " of " + flow.sent + " lost");
        }
        System.out.println("ended");
    }
}
