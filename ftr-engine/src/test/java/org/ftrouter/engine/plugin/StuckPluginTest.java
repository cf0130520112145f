// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.ftrouter.api.probe.Inconclusive;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.testkit.ManualTicker;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.engine.config.PluginConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin whose calls do not end, although each is given up and interrupted. */
class StuckPluginTest {
    private static final int NICE = 16; // after the name: proc_pid_stat(5), field 19
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path temp;

    private final ManualTicker ticker = new ManualTicker();
    private final List<PluginInfo> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        Hostile.end();
    }

    @Test
    void itIsLeftAloneUntilOneOfThreeHasEnded() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("plugins"));
        new Hostile(temp).jar(folder.resolve("evil.jar"), "evil", "block", "spin");
        try (var catalog = PluginCatalog.load(new PluginHost(List.of(folder), temp.resolve("state"), ticker, "gw1"))) {
            catalog.onTrouble(told::add);
            Probe probe =
                    catalog.probe(new PluginConfig("evil", "evil", TestSettings.of("target", "x"), "test.conf:1"));
            int own = Collections.min(niceness());
            for (int i = 0; i < PluginThreads.MOST_STUCK; i++) {
                assertThat(ask(probe)).doesNotContain("left alone");
                ticker.advance(Duration.ofMinutes(5)); // faults so rare bring no quarantine
            }

            until(() -> !told.isEmpty());
            assertThat(niceness())
                    .filteredOn(nice -> nice != own)
                    .as("lowered, yet not starved")
                    .containsOnly(own + 5);
            assertThat(ask(probe)).startsWith("left alone: ").contains("evil.jar", "3 calls into it have not ended");
            ticker.advance(Duration.ofHours(5));
            assertThat(ask(probe)).startsWith("left alone: ");
            assertThat(told).singleElement().satisfies(info -> {
                assertThat(info.state()).isEqualTo(PluginInfo.State.QUARANTINED);
                assertThat(info.why()).contains("3 calls into it have not ended");
            });

            Hostile.end();

            until(() -> !ask(probe).startsWith("left alone: "));
        }
    }

    /** Of each thread of this program. */
    private static List<Integer> niceness() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            return threads.map(StuckPluginTest::niceness)
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    private static Optional<Integer> niceness(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat")); // the name in brackets may contain blanks
            return Optional.of(
                    Integer.valueOf(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICE]));
        } catch (IOException e) {
            return Optional.empty(); // it has ended
        }
    }

    private static String ask(Probe probe) throws Exception {
        ProbeResult result = probe.probe(TestPath.of("eth1", "192.0.2.2", 0), Duration.ofMillis(50))
                .toCompletableFuture()
                .get(LONG.toSeconds(), TimeUnit.SECONDS);
        return result instanceof Inconclusive none ? none.reason() : result.toString();
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime() - end).isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
