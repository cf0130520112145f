// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.notify.HttpReceiver;
import org.ftrouter.notify.RawServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private final TestContext context = new TestContext(Path.of("unused"));
    private HttpReceiver receiver;

    @BeforeEach
    void start() throws Exception {
        receiver = new HttpReceiver();
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private HeartbeatNotifier heart(String url, Object... more) {
        var all = new java.util.ArrayList<Object>(List.of("url", url, "timeout", Duration.ofSeconds(1)));
        all.addAll(List.of(more));
        TestSettings settings = TestSettings.of(all.toArray());
        var made = (HeartbeatNotifier) new HeartbeatNotifierFactory().create(settings, context);
        assertThat(settings.problems()).isEmpty();
        return made;
    }

    private static Notice notice(String kind, String word, Map<String, String> fields) {
        return new Notice(
                "01",
                "01",
                kind,
                word,
                Severity.WARNING,
                Instant.now(),
                "gw1",
                Optional.empty(),
                fields,
                Map.of("en", new Notice.Text("t", "b\n")));
    }

    @Test
    void itBeatsWhileAnyUplinkWorksAndStopsWhenNoneDoes() throws Exception {
        try (HeartbeatNotifier heart = heart(receiver.url("/ping/abc"))) {
            heart.turn();
            heart.send(notice("uplink.down", "DOWN", Map.of("usable", "1")));
            heart.turn();
            assertThat(receiver.requests).hasSize(2);

            heart.send(notice("uplink.down", "DOWN", Map.of("usable", "0")));
            heart.turn();
            heart.send(notice("config.loaded", "CONFIG", Map.of()));
            heart.turn();
            assertThat(receiver.requests).hasSize(2);

            heart.send(notice("routing.restored", "RESTORED", Map.of("usable", "1")));
            heart.turn();
            assertThat(receiver.requests).hasSize(3);
            assertThat(receiver.requests.get(0).method()).isEqualTo("GET");
            assertThat(receiver.requests.get(0).path()).isEqualTo("/ping/abc");
        }
    }

    @Test
    void itStopsWhenTheEngineNoLongerTurns() throws Exception {
        try (HeartbeatNotifier heart = heart(receiver.url("/ping/abc"))) {
            context.sinceTurn(Duration.ofSeconds(59));
            heart.turn();
            assertThat(receiver.requests).hasSize(1);

            context.sinceTurn(Duration.ofSeconds(61));
            heart.turn();
            heart.send(notice("uplink.up", "UP", Map.of("usable", "2"))); // left over from before
            heart.turn();
            assertThat(receiver.requests).hasSize(1);

            context.sinceTurn(Duration.ofMillis(200));
            heart.turn();
            assertThat(receiver.requests).hasSize(2);
        }

        String host = "127.0.0.1:" + receiver.port();
        assertThat(context.logged())
                .containsExactly(
                        "ERROR heartbeat: " + host
                                + " is not called any more: the engine has not looked at the uplinks for 61 s",
                        "INFO heartbeat: the engine looks at the uplinks again, and " + host + " is called");
    }

    @Test
    void onceStartedItBeatsByItselfUntilItIsClosed() throws Exception {
        HeartbeatNotifier heart = heart(receiver.url("/"), "interval", Duration.ofMillis(20), "method", "post");
        assertThat(receiver.requests).isEmpty();

        heart.start();
        until(() -> receiver.requests.size() >= 3);
        Thread thread = threads().get(0);
        heart.close();

        thread.join(Duration.ofSeconds(20).toMillis());
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void anUplinkThatIsBackEndsThePauseAtOnce() throws Exception {
        try (HeartbeatNotifier heart = heart(receiver.url("/"), "interval", Duration.ofHours(1))) {
            heart.send(notice("routing.all-down", "ALL-DOWN", Map.of("usable", "0")));
            heart.start();
            until(() -> threads().stream().anyMatch(t -> t.getState() == Thread.State.TIMED_WAITING));
            assertThat(receiver.requests).isEmpty();

            heart.send(notice("routing.restored", "RESTORED", Map.of("usable", "1")));

            until(() -> receiver.requests.size() == 1);
        }
    }

    @Test
    void anUplinkThatIsBackDuringACallIsNotMissed() throws Exception {
        var calls = new Semaphore(0);
        var goOn = new Semaphore(0);
        RawServer.Script busy = (in, out) -> {
            calls.release();
            goOn.acquireUninterruptibly();
        };
        try (var server = new RawServer(busy);
                HeartbeatNotifier heart =
                        heart(server.url(), "interval", Duration.ofHours(1), "timeout", Duration.ofSeconds(60))) {
            heart.start();
            assertThat(calls.tryAcquire(30, TimeUnit.SECONDS)).isTrue();

            heart.send(notice("routing.all-down", "ALL-DOWN", Map.of("usable", "0")));
            heart.send(notice("routing.restored", "RESTORED", Map.of("usable", "1")));
            goOn.release(9);

            assertThat(calls.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aFailureIsLoggedOnceAndSoIsItsEnd() throws Exception {
        try (HeartbeatNotifier heart = heart(receiver.url("/canary"))) {
            receiver.answer(500, "no", Map.of());
            heart.turn();
            heart.turn();
            receiver.answer(204, "", Map.of());
            heart.turn();
            heart.turn();
        }

        assertThat(context.logged())
                .containsExactly(
                        "WARNING heartbeat: 127.0.0.1:" + receiver.port() + " answered 500: no",
                        "INFO heartbeat: 127.0.0.1:" + receiver.port() + " answers again");
    }

    @Test
    void aTestNoticeCallsAndTellsWhatCameOfIt() throws Exception {
        try (var silent = new RawServer((in, out) -> in.readAllBytes());
                HeartbeatNotifier heart = heart(silent.url() + "canary", "url-file", "x")) {
            assertThatThrownBy(() -> heart.send(notice("test", "TEST", Map.of())))
                    .isInstanceOf(NotifyException.class)
                    .hasMessage("127.0.0.1:" + silent.port() + " did not answer completely within 1 s");
        }
        try (HeartbeatNotifier heart = heart(receiver.url("/"))) {
            heart.send(notice("test", "TEST", Map.of()));
        }
        assertThat(receiver.requests).hasSize(1);
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("heartbeat "))
                .toList();
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(5);
        }
    }
}
