// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.engine.cycle.notify.Channels;
import org.ftrouter.notify.webhook.WebhookNotifierFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine's outbox and the webhook together, with a receiver that dies amid a request, again and again. */
class OutboxToReceiverTest {
    private static final int EVENTS = 1000;
    private static final int DEATHS = 10;

    @TempDir
    Path temp;

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<CountDownLatch> deaths =
            IntStream.range(0, DEATHS).mapToObj(i -> new CountDownLatch(1)).toList();
    private int died;

    @Test
    void aReceiverThatDiesTenTimesGetsEveryEventInOrderAndRepeatsBearTheSameId() throws Exception {
        HttpServer receiver = receiver(0);
        int port = receiver.getAddress().getPort();
        var notifier = new WebhookNotifierFactory()
                .create(TestSettings.of("url", "http://127.0.0.1:" + port + "/"), new TestContext(temp));
        List<String> sent = IntStream.range(0, EVENTS)
                .mapToObj(i -> String.format("01E%05d", i))
                .toList();
        try (var channels = new Channels(temp.resolve("outbox"))) {
            channels.use(Map.of("hook", notifier));
            for (int i = 0; i < EVENTS; i++) {
                channels.send(notice(sent.get(i)));
            }
            for (CountDownLatch death : deaths) {
                assertThat(death.await(60, java.util.concurrent.TimeUnit.SECONDS))
                        .isTrue();
                receiver.stop(0);
                receiver = receiver(port);
                channels.kick();
            }
            awaitAll(channels);
        } finally {
            receiver.stop(0);
        }

        assertThat(new ArrayList<>(new LinkedHashSet<>(received))).isEqualTo(sent);
        assertThat(received).isSorted().hasSizeGreaterThanOrEqualTo(EVENTS + DEATHS);
    }

    private void awaitAll(Channels channels) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (received.isEmpty()
                || !received.get(received.size() - 1).equals(String.format("01E%05d", EVENTS - 1))
                || channels.waiting().get("hook") > 0) {
            assertThat(System.nanoTime()).isLessThan(end);
            channels.kick();
            Thread.sleep(50);
        }
    }

    private HttpServer receiver(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::take);
        server.start();
        return server;
    }

    /** Every hundredth or so is taken, and the answer is lost. */
    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String id = JsonParser.parseString(body).getAsJsonObject().get("id").getAsString();
        assertThat(exchange.getRequestHeaders().getFirst("Idempotency-Key")).isEqualTo(id);
        received.add(id);
        if (died < DEATHS && received.size() >= (died + 1) * 90) {
            exchange.close();
            deaths.get(died++).countDown();
            return;
        }
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private static Notice notice(String id) {
        return new Notice(
                id,
                id,
                "uplink.down",
                "DOWN",
                Severity.WARNING,
                Instant.now(),
                "gw1",
                Optional.of("dsl"),
                Map.of(),
                Map.of("en", new Notice.Text("dsl: " + id, "body\n")));
    }
}
