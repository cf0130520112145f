// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.cycle.Await;
import org.ftrouter.engine.cycle.Cycle;
import org.ftrouter.engine.cycle.Engine;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.apply.Applier;
import org.ftrouter.engine.cycle.notify.Announcer;
import org.ftrouter.engine.cycle.notify.NoticeWriter;
import org.ftrouter.engine.cycle.plan.Exits;
import org.ftrouter.engine.cycle.plan.Planner;
import org.ftrouter.engine.cycle.probe.Network;
import org.ftrouter.engine.cycle.probe.NetworkSource;
import org.ftrouter.engine.cycle.probe.ProbeScheduler;
import org.ftrouter.engine.cycle.probe.Target;
import org.ftrouter.engine.cycle.verdict.Judge;
import org.ftrouter.linux.NetworkState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ReplacementTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Set<String> closed = new ConcurrentSkipListSet<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private final Engine engine = new Engine(Ticker.SYSTEM, turned -> {}, ReplacementTest::cycle);
    private final Thread thread = new Thread(engine::run, "engine-under-test");

    /** A machine with nothing. */
    private static final class Nowhere implements NetworkSource {
        @Override
        public NetworkState read() {
            return new NetworkState(List.of(), List.of(), List.of());
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

    private final class Asking implements Probe {
        @Override
        public CompletableFuture<ProbeResult> probe(Path path, Duration timeout) {
            return CompletableFuture.completedFuture(ProbeResult.reply(Duration.ofMillis(1)));
        }

        @Override
        public boolean asks(Family family) {
            return true;
        }

        @Override
        public void close() {
            closed.add("probe");
        }
    }

    private final class Writing implements RouteBackend {
        @Override
        public void apply(RoutePlan plan) {}

        @Override
        public String render(RoutePlan plan) {
            return "";
        }

        @Override
        public void remove() {}

        @Override
        public void close() {
            closed.add("backend");
        }
    }

    private final class Telling implements Notifier {
        @Override
        public void send(Notice notice) {}

        @Override
        public void close() {
            closed.add("notifier");
        }
    }

    private static Cycle cycle(Engine made) {
        var now = new Moment(Ticker.SYSTEM.nanos());
        return new Cycle(
                new Network(new Nowhere(), List.of()),
                new ProbeScheduler(Map.of(), Map.of(), Ticker.SYSTEM, new Random(1), made::wake),
                new Judge(Map.of(), now),
                new Planner(TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), List.of(), AllDown.KEEP),
                new Applier(Map.of(), Ticker.SYSTEM, outcome -> {}, null),
                new Announcer(
                        new NoticeWriter("gw", "1", "en", List.of(), ZoneId.of("UTC")),
                        InstantSource.system(),
                        notice -> {}),
                new Exits(Map.of()),
                exits -> {},
                List.of(),
                now);
    }

    private Parts parts() {
        return new Parts(
                Map.of(),
                Map.of(new PathId("a", Family.IPV4), List.of(new Target("t", new Asking()))),
                Map.of(),
                Map.of("multipath", new Writing()),
                Map.of("email", new Telling()));
    }

    @BeforeEach
    void start() {
        thread.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        held.countDown();
        engine.stop();
        thread.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void ifTheNextCycleIsRefusedEverythingMadeForItIsClosed() throws Exception {
        Cycle before = present();
        var replacement = new Replacement(parts(), old -> {
            throw new IllegalStateException("refused");
        });

        assertThatThrownBy(() -> replacement.in(engine, LONG))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("refused");

        Await.until("closed", () -> closed.equals(Set.of("probe", "backend", "notifier")));
        assertThat(present()).isSameAs(before);
    }

    @Test
    void anEngineThatIsTooLateDoesNotDoItAnyMoreAndEverythingIsClosed() throws Exception {
        Cycle before = present();
        var asked = new AtomicBoolean();
        var unused = engine.call(cycle -> heldUp());
        var replacement = new Replacement(parts(), old -> {
            asked.set(true);
            return cycle(engine);
        });

        assertThatThrownBy(() -> replacement.in(engine, Duration.ofMillis(50))).isInstanceOf(TimeoutException.class);

        Await.until("closed", () -> closed.equals(Set.of("probe", "backend", "notifier")));
        held.countDown();
        assertThat(present()).isSameAs(before);
        assertThat(asked).isFalse();
    }

    @Test
    void whatTheEngineHasBegunIsNotCalledFailedWhileItMayTakeEffect() throws Exception {
        Cycle next = cycle(engine);
        Duration limit = Duration.ofSeconds(2);
        var replacement = new Replacement(parts(), old -> {
            LockSupport.parkNanos(limit.multipliedBy(3).dividedBy(2).toNanos());
            return next;
        });

        replacement.in(engine, limit);

        assertThat(present()).isSameAs(next);
        assertThat(closed).isEmpty();
    }

    @Test
    void whatComesIntoForceStaysOpen() throws Exception {
        Cycle next = cycle(engine);

        new Replacement(parts(), old -> next).in(engine, LONG);

        assertThat(present()).isSameAs(next);
        assertThat(closed).isEmpty();
    }

    private Cycle present() throws Exception {
        return engine.call(cycle -> cycle).get(30, TimeUnit.SECONDS);
    }

    private boolean heldUp() {
        try {
            return held.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
