// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.ftrouter.api.testkit.Certificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A good receiver beside five bad ones: one never greets, one drips a byte a minute, one answers 500 for ever, one redirects
 * in a loop, one shows a certificate that nobody trusts. The same events are sent without them and with them; the
 * difference is what they cost the good one.
 */
@Timeout(300)
class SlowReceiversTest {
    private static final String SECRET = "canary-2Hq7";
    /** One event after the other, as in life, and then as many at once as when everything goes down. */
    private static final int SINGLE = 150;

    private static final Duration APART = Duration.ofMillis(40);
    private static final int BURSTS = 5;
    private static final int BURST = 20;
    private static final int EVENTS = SINGLE + BURSTS * BURST;

    /** So much is asked of a machine that has nothing else to do; a busy one is not late because of bad receivers. */
    private static final Duration BOUND = Duration.ofMillis(250);

    @TempDir
    Path temp;

    @Test
    void badReceiversCostTheGoodOneNothing() throws Exception {
        Lateness alone;
        Lateness beside;
        try (var bad = new BadReceivers(temp)) {
            alone = lateness("alone", Map.of());
            beside = lateness("beside", bad.channels());
        }

        System.out.printf("alone:                  %s%nbeside five bad ones:   %s%n", alone, beside);
        assertThat(beside.single(50)).isLessThan(alone.single(50) + BOUND.toNanos());
        assertThat(beside.single(99)).isLessThan(alone.single(99) + 2 * BOUND.toNanos());
        assertThat(beside.burst(50)).isLessThan(alone.burst(50) + 2 * BOUND.toNanos());
    }

    private Lateness lateness(String name, Map<String, Map<String, Object>> others) throws Exception {
        Path folder = temp.resolve(name);
        try (var good = new Good()) {
            var channels = new LinkedHashMap<>(others);
            channels.put("it", Map.of("type", "webhook", "url", good.url()));
            try (var daemon = new OutboxDaemon(folder, channels)) {
                daemon.say(EVENTS); // is started and warm when this has come
                daemon.await("the first", () -> good.arrived(EVENTS) > 0);
                Lateness measured = measure(daemon, good);
                daemon.say("report");
                daemon.await("the report", () -> !daemon.report().isEmpty());
                assertThat(daemon.report()).doesNotContain(SECRET);
                assertThat(daemon.log()).doesNotContain(SECRET);
                others.keySet().forEach(channel -> assertThat(logOf(daemon)).contains("Channel " + channel + ": "));
                return measured;
            }
        }
    }

    private static String logOf(OutboxDaemon daemon) {
        try {
            return daemon.log();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Lateness measure(OutboxDaemon daemon, Good good) throws Exception {
        long[] sent = new long[EVENTS];
        for (int i = 0; i < SINGLE; i++) {
            sent[i] = System.nanoTime();
            daemon.say(i);
            Thread.sleep(APART.toMillis());
        }
        for (int burst = 0; burst < BURSTS; burst++) {
            int first = SINGLE + burst * BURST;
            for (int i = first; i < first + BURST; i++) {
                sent[i] = System.nanoTime();
                daemon.say(i);
            }
            daemon.await("burst " + burst, () -> good.arrived(first + BURST - 1) > 0);
        }
        List<Long> late = IntStream.range(0, EVENTS)
                .mapToObj(i -> good.arrived(i) - sent[i])
                .toList();
        return new Lateness(
                late.subList(0, SINGLE).stream().sorted().toList(),
                late.subList(SINGLE, EVENTS).stream().sorted().toList());
    }

    /** From the event to its arrival, sorted, in nanoseconds. */
    private record Lateness(List<Long> single, List<Long> burst) {
        long single(int percent) {
            return single.get(single.size() * percent / 100);
        }

        long burst(int percent) {
            return burst.get(burst.size() * percent / 100);
        }

        @Override
        public String toString() {
            return String.format(
                    "one by one p50 %.1f ms, p99 %.1f ms; %d at once p50 %.1f ms, p99 %.1f ms",
                    single(50) / 1e6, single(99) / 1e6, BURST, burst(50) / 1e6, burst(99) / 1e6);
        }
    }

    /** Takes everything, and notes when. */
    private static final class Good implements AutoCloseable {
        private final long[] arrived = new long[EVENTS + 1];
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

        Good() throws IOException {
            server.createContext("/", exchange -> {
                String id = exchange.getRequestHeaders().getFirst("Idempotency-Key");
                synchronized (this) {
                    arrived[Integer.parseInt(id.substring(3))] = System.nanoTime();
                }
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        }

        synchronized long arrived(int event) {
            return arrived[event];
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    /** The five of them, each with a secret in the address or the login. */
    private static final class BadReceivers implements AutoCloseable {
        private final ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final ServerSocket dripping = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private final HttpsServer forged;

        BadReceivers(Path folder) throws Exception {
            accept(silent, socket -> socket.getInputStream().readAllBytes());
            accept(dripping, socket -> {
                for (byte octet : "HTTP/1.1 204 taken\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)) {
                    socket.getOutputStream().write(octet);
                    socket.setSoTimeout((int) Duration.ofMinutes(1).toMillis());
                    try {
                        socket.getInputStream().readAllBytes();
                        return; // the other side has gone
                    } catch (java.net.SocketTimeoutException e) {
                        socket.setSoTimeout(0); // it is still there
                    }
                }
            });
            web.createContext("/500/", exchange -> {
                byte[] echo = exchange.getRequestURI().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(500, echo.length);
                exchange.getResponseBody().write(echo);
                exchange.close();
            });
            web.createContext("/loop/", exchange -> {
                exchange.getResponseHeaders()
                        .set("Location", exchange.getRequestURI().toString());
                exchange.sendResponseHeaders(307, -1);
                exchange.close();
            });
            web.setExecutor(Executors.newCachedThreadPool());
            web.start();
            var certificates = new Certificates(folder);
            certificates.sign("other", "dns:other.example.org");
            forged = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            forged.setHttpsConfigurator(new HttpsConfigurator(certificates.server("other")));
            forged.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
            forged.start();
        }

        Map<String, Map<String, Object>> channels() {
            String at = "127.0.0.1:";
            int port = web.getAddress().getPort();
            return Map.of(
                    "mute",
                    Map.of(
                            "type",
                            "email",
                            "from",
                            "gw@example.org",
                            "to",
                            List.of("noc@example.org"),
                            "smtp",
                            Map.of(
                                    "host", "127.0.0.1",
                                    "port", silent.getLocalPort(),
                                    "tls", "none",
                                    "timeout", "2s",
                                    "user", "gw",
                                    "password", SECRET)),
                    "drip",
                    hook("http://" + at + dripping.getLocalPort()),
                    "broken",
                    hook("http://" + at + port + "/500"),
                    "loop",
                    hook("http://" + at + port + "/loop"),
                    "forged",
                    hook("https://" + at + forged.getAddress().getPort()));
        }

        private static Map<String, Object> hook(String url) {
            return Map.of("type", "webhook", "url", url + "/" + SECRET, "timeout", "2s");
        }

        private interface Script {
            void run(Socket socket) throws IOException;
        }

        private static void accept(ServerSocket server, Script script) {
            daemon(() -> {
                while (true) {
                    Socket socket = server.accept();
                    daemon(() -> {
                        try (socket) {
                            script.run(socket);
                        }
                    });
                }
            });
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void daemon(Work work) {
            var thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException e) {
                    return; // closed
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            silent.close();
            dripping.close();
            web.stop(0);
            forged.stop(0);
        }
    }
}
