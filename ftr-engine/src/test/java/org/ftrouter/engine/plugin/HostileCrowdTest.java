// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.engine.config.PluginConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty hostile plugins, each a probe, a notifier and a route backend, are called all the time by threads of their own,
 * as the engine does; beside them an honest plugin is asked, sent and applied every 10 ms. It is not later than without
 * them, or than a thread of this process that only sleeps: at a safepoint the whole process waits for threads that spin,
 * which on a busy machine is long if they have lost their priority. The figures say how long that was.
 */
class HostileCrowdTest {
    private static final List<String> DEEDS = List.of(
            "probe throw",
            "probe hang",
            "probe spin",
            "block error",
            "block hang",
            "block spin",
            "stage lie",
            "send throw",
            "send error",
            "send hang",
            "send spin",
            "send leak",
            "send loop",
            "apply throw",
            "apply error",
            "apply hang",
            "apply spin",
            "apply leak",
            "apply cause",
            "close spin");

    private static final Duration EVERY = Duration.ofMillis(10);
    private static final Duration LIMIT = Duration.ofMillis(50);
    private static final String IDLE = "thread that only sleeps";
    private static final int TIMES = 250;
    private static final int WARM_UP = 100;
    private static final int TRIES = 6;

    @TempDir
    Path temp;

    private final List<Thread> callers = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        Hostile.end();
        callers.forEach(Thread::interrupt);
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private interface Call {
        void make() throws Exception;
    }

    @Test
    void honestProbesNotifiersAndBackendsAreServedAsSoonAsWithoutThem() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("plugins"));
        var hostile = new Hostile(temp);
        hostile.jar(folder.resolve("good.jar"), "good", "nowhere", "nothing");
        for (int i = 0; i < DEEDS.size(); i++) {
            String[] deed = DEEDS.get(i).split(" ", 2);
            hostile.jar(folder.resolve("evil" + i + ".jar"), "evil" + i, deed[0], deed[1]);
        }
        try (var catalog =
                PluginCatalog.load(new PluginHost(List.of(folder), temp.resolve("state"), Ticker.SYSTEM, "gw1"))) {
            Map<String, Call> good = calls(catalog, "good");
            good.put(IDLE, () -> {});
            Map<String, Duration> alone = lateness(good);
            for (int i = 0; i < DEEDS.size(); i++) {
                calls(catalog, "evil" + i).values().forEach(this::again);
            }

            Map<String, Duration> beside = lateness(good);
            for (int i = 1; i < TRIES && !late(alone, beside).isEmpty(); i++) { // a defect is late each time
                lateness(good).forEach((what, high) -> beside.merge(what, high, (a, b) -> a.compareTo(b) < 0 ? a : b));
            }

            tell(alone, beside);
            assertThat(late(alone, beside)).as(beside + ", alone " + alone).isEmpty();
        }
    }

    private static Map<String, Call> calls(PluginCatalog catalog, String type) {
        TestSettings target = TestSettings.of("target", "x");
        Probe probe = catalog.probe(new PluginConfig(type, type, target, "test.conf:1"));
        Notifier notifier = catalog.notifier(new PluginConfig(type, type, TestSettings.of(), "test.conf:1"));
        RouteBackend backend = catalog.route(new PluginConfig(type, type, TestSettings.of(), "test.conf:1"));
        var calls = new TreeMap<String, Call>();
        calls.put(
                "probe",
                () -> probe.probe(TestPath.of("eth1", "192.0.2.2", 0), Duration.ofSeconds(1))
                        .toCompletableFuture()
                        .get());
        calls.put("notifier", () -> notifier.send(PluginCatalogTest.notice()));
        calls.put("route backend", () -> BesideHostile.call(backend, "apply"));
        return calls;
    }

    /** Calls again and again, whatever comes of it. */
    private void again(Call call) {
        var caller = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    call.make();
                    Thread.sleep(EVERY.toMillis());
                } catch (InterruptedException e) {
                    return;
                } catch (Exception e) {
                    LockSupport.parkNanos(EVERY.toNanos());
                }
            }
        });
        caller.setDaemon(true);
        callers.add(caller);
        caller.start();
    }

    /** From when each was due to when it was done, the worst but for one in a thousand, of all at the same time. */
    private static Map<String, Duration> lateness(Map<String, Call> calls) throws Exception {
        var high = new TreeMap<String, Duration>();
        var threads = new ArrayList<Thread>();
        for (var call : calls.entrySet()) {
            var thread = new Thread(() -> {
                Duration worst = worst(call.getValue());
                synchronized (high) {
                    high.put(call.getKey(), worst);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(high).hasSameSizeAs(calls);
        return high;
    }

    private static Duration worst(Call call) {
        long[] late = new long[TIMES];
        for (int i = -WARM_UP; i < TIMES; i++) {
            long due = System.nanoTime() + EVERY.toNanos();
            for (long left = EVERY.toNanos(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            try {
                call.make();
            } catch (Exception e) {
                throw new AssertionError("the honest one fails", e);
            }
            late[Math.max(i, 0)] = System.nanoTime() - due;
        }
        return Duration.ofNanos(Arrays.stream(late).max().orElseThrow());
    }

    /** Those later than they may be, beyond what the machine is to blame for. */
    private static List<String> late(Map<String, Duration> alone, Map<String, Duration> beside) {
        Duration noise = beside.get(IDLE);
        return beside.keySet().stream()
                .filter(what -> {
                    Duration before = alone.get(what);
                    Duration allowed = LIMIT.plus(before.compareTo(noise) > 0 ? before : noise);
                    return !what.equals(IDLE) && beside.get(what).compareTo(allowed) > 0;
                })
                .toList();
    }

    private static void tell(Map<String, Duration> alone, Map<String, Duration> beside) throws Exception {
        Path figures = Path.of("../ftr-dist/target/figures.txt"); // what test.sh prints in the end
        Files.createDirectories(figures.getParent());
        for (String what : beside.keySet()) {
            String line = String.format(
                    Locale.ROOT,
                    "%-58s %-24s %s%n",
                    what + " beside " + DEEDS.size() + " hostile plugins: worst",
                    String.format(Locale.ROOT, "%.1f ms", beside.get(what).toNanos() / 1e6)
                            + String.format(
                                    Locale.ROOT,
                                    " (alone %.1f ms)",
                                    alone.get(what).toNanos() / 1e6),
                    what.equals(IDLE) ? "-" : "<= 50 ms");
            System.out.print(line);
            Files.writeString(figures, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
