// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.cycle.apply.Applier;
import org.ftrouter.engine.cycle.notify.Announcer;
import org.ftrouter.engine.cycle.notify.NoticeWriter;
import org.ftrouter.engine.cycle.plan.Exits;
import org.ftrouter.engine.cycle.plan.Planner;
import org.ftrouter.engine.cycle.probe.Network;
import org.ftrouter.engine.cycle.probe.NetworkSource;
import org.ftrouter.engine.cycle.probe.ProbeScheduler;
import org.ftrouter.engine.cycle.probe.Target;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.Judge;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.linux.NetworkAddress;
import org.ftrouter.linux.NetworkLink;
import org.ftrouter.linux.NetworkState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EngineTest {
    private static final Uplink A = Given.v4("a", 1, 1);

    private final AtomicInteger turns = new AtomicInteger();
    private final List<Notice> notices = new ArrayList<>();
    private @Nullable Engine engine;
    private @Nullable Thread thread;

    /** A line that is always there. */
    private static final class Wire implements NetworkSource {
        @Override
        public NetworkState read() {
            var address = TestUplinks.ip("192.0.2.1");
            return new NetworkState(
                    List.of(new NetworkLink("wan1", 1, true, true, false, 0, 0, 0, 0)),
                    List.of(new NetworkAddress(1, address, address, 24, 0, false, false, false)),
                    List.of());
        }

        @Override
        public NetworkState refreshLinks(NetworkState last, Set<String> devices) {
            return last;
        }

        @Override
        public void watch(Runnable onChange) {}

        @Override
        public void close() {}
    }

    private static final class Answering implements Probe {
        @Override
        public CompletableFuture<ProbeResult> probe(Path path, Duration timeout) {
            return CompletableFuture.completedFuture(ProbeResult.reply(Duration.ofMillis(1)));
        }

        @Override
        public boolean asks(Family family) {
            return true;
        }
    }

    private Cycle cycle(Engine made) {
        var rules = Map.of(
                Given.id("a"),
                new Rules(
                        List.of("t"),
                        1,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        3,
                        Duration.ofMillis(50),
                        1,
                        Duration.ZERO));
        var targets = Map.of(Given.id("a"), List.of(new Target("t", new Answering())));
        var now = new Moment(Ticker.SYSTEM.nanos());
        return new Cycle(
                new Network(new Wire(), List.of(A)),
                new ProbeScheduler(rules, targets, Ticker.SYSTEM, new Random(1), made::wake),
                new Judge(rules, now),
                new Planner(TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), List.of(A), AllDown.KEEP),
                new Applier(Map.of(), Ticker.SYSTEM, outcome -> {}, null),
                new Announcer(
                        new NoticeWriter("gw", "1", "en", List.of(A), ZoneId.of("UTC")),
                        java.time.InstantSource.system(),
                        notices::add),
                new Exits(Map.of()),
                exits -> {},
                List.of(),
                now);
    }

    private Engine start() {
        var made = new Engine(Ticker.SYSTEM, cycle -> turns.incrementAndGet(), this::cycle);
        engine = made;
        thread = new Thread(made::run, "engine-under-test");
        thread.start();
        return made;
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (engine != null && thread != null) {
            engine.stop();
            thread.join(TimeUnit.SECONDS.toMillis(30));
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static <T> T get(CompletableFuture<T> answer) throws Exception {
        return answer.get(30, TimeUnit.SECONDS);
    }

    @Test
    void questionsAreAnsweredOnTheEngineThread() throws Exception {
        Engine made = start();

        String name = get(made.call(cycle -> Thread.currentThread().getName()));

        assertThat(name).isEqualTo("engine-under-test");
    }

    @Test
    void aQuestionThatFailsIsAnsweredWithItsFailureAndTheEngineGoesOn() throws Exception {
        Engine made = start();

        CompletableFuture<Object> broken = made.call(cycle -> {
            throw new IllegalStateException("bad question");
        });

        assertThatThrownBy(() -> get(broken)).hasRootCauseMessage("bad question");
        String next = get(made.call(cycle -> "fine"));
        assertThat(next).isEqualTo("fine");
    }

    @Test
    void anAnsweringLineIsUpAndTurnsGoOnWithoutEvents() throws Exception {
        Engine made = start();
        Await.until("up", () -> health(made) == Health.UP);
        int before = turns.get();

        Await.until("turns", () -> turns.get() > before + 3);

        List<PathId> members = get(made.call(Cycle::members));
        assertThat(members).containsExactly(Given.id("a"));
    }

    private static Health health(Engine made) {
        return made.call(c -> c.verdicts().of(Given.id("a")).health()).join();
    }

    @Test
    void anEngineThatDidNotRunSaysSoAndBlamesNoLine() throws Exception {
        try (var log = new LogLines(org.apache.logging.log4j.Level.DEBUG)) {
            Engine made = start();
            Await.until("up", () -> health(made) == Health.UP);
            var held = new CountDownLatch(1);
            long from = System.nanoTime();

            CompletableFuture<Object> hold = made.call(cycle -> {
                held.countDown();
                while (System.nanoTime() - from < TimeUnit.MILLISECONDS.toNanos(600)) {
                    Thread.onSpinWait(); // the engine is kept from its turns
                }
                return cycle;
            });
            held.await();
            get(hold);

            Await.until("stall", () -> log.lines().stream().anyMatch(l -> l.contains("did not run")));
            assertThat(health(made)).isEqualTo(Health.UP);
            assertThat(notices).isEmpty();
        }
    }

    @Test
    void aNewCycleTakesThePlaceOfTheOld() throws Exception {
        Engine made = start();
        Cycle first = get(made.call(cycle -> cycle));

        get(made.replace(old -> cycle(made)));

        Cycle second = get(made.call(cycle -> cycle));
        assertThat(second).isNotSameAs(first);
    }

    @Test
    void theOldCycleGoesOnIfTheNewOneCannotBeMade() throws Exception {
        Engine made = start();
        Cycle first = get(made.call(cycle -> cycle));

        CompletableFuture<Void> failed = made.replace(old -> {
            throw new IllegalStateException("no such thing");
        });

        assertThatThrownBy(() -> get(failed)).hasRootCauseMessage("no such thing");
        Cycle second = get(made.call(cycle -> cycle));
        assertThat(second).isSameAs(first);
        int before = turns.get();
        Await.until("turns", () -> turns.get() > before + 2);
    }

    @Test
    void anEngineThatIsStoppedBeforeItRunsEndsAtOnce() throws Exception {
        var made = new Engine(Ticker.SYSTEM, cycle -> turns.incrementAndGet(), this::cycle);
        made.stop();

        made.run();

        assertThat(turns).hasValue(0);
    }
}
