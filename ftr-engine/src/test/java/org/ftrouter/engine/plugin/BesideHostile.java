// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.PluginConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A catalog with an honest plugin beside a hostile one. */
abstract class BesideHostile {
    /** Time enough for honest code on a busy machine. */
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    static final Duration PROMPT = Duration.ofSeconds(20);

    @TempDir
    static Path shared;

    private static Hostile hostile;

    @TempDir
    Path temp;

    PluginCatalog catalog;
    final List<PluginInfo> quarantined = new CopyOnWriteArrayList<>();
    private Path folder;

    @BeforeAll
    static void compile() throws Exception {
        hostile = new Hostile(shared);
        ThirdParty.probe(shared).jar(shared.resolve("spoon.jar"));
    }

    @BeforeEach
    void anHonestOneBesideIt() throws Exception {
        folder = Files.createDirectory(temp.resolve("plugins"));
        Files.copy(shared.resolve("spoon.jar"), folder.resolve("spoon.jar"));
    }

    @AfterEach
    void close() {
        catalog.close();
        Hostile.end(); // what spins would slow down the honest one of the next test
    }

    void load(String where, String what) throws Exception {
        hostile.jar(folder.resolve("evil.jar"), "evil", where, what);
        catalog = PluginCatalog.load(
                new PluginHost(List.of(folder), temp.resolve("state"), Ticker.SYSTEM, "gw1"), DEADLINE);
        catalog.onTrouble(quarantined::add);
    }

    void theHonestOneWorks() throws Exception {
        TestSettings settings = TestSettings.of("target", "java.lang.String");
        Probe spoon = catalog.probe(new PluginConfig("spoon", "spoon", settings, "test.conf:1"));

        assertThat(settings.problems()).isEmpty();
        assertThat(spoon.probe(path(), PROMPT).toCompletableFuture().get(60, TimeUnit.SECONDS))
                .isInstanceOf(Reply.class);
    }

    Probe probe() {
        return catalog.probe(new PluginConfig("evil", "evil", TestSettings.of("target", "x"), "test.conf:1"));
    }

    Notifier notifier() {
        return catalog.notifier(new PluginConfig("evil", "evil", TestSettings.of(), "test.conf:1"));
    }

    RouteBackend route() {
        return catalog.route(new PluginConfig("evil", "evil", TestSettings.of(), "test.conf:1"));
    }

    interface Body {
        void run() throws Exception;
    }

    /** Whoever calls a plugin that hangs gets his thread back. */
    static void interruptedSoon(Body body) throws Exception {
        Hostile.forget();
        var end = new CompletableFuture<Throwable>();
        var thread = new Thread(() -> end.complete(catchThrowable(body::run)));
        thread.start();
        long late = System.nanoTime() + PROMPT.toNanos();
        while (!Hostile.hasBegun() && System.nanoTime() - late < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        thread.interrupt();

        assertThat(end.get(PROMPT.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOfAny(InterruptedException.class, PluginException.class)
                .satisfies(thrown -> assertThat(thrown.toString()).containsIgnoringCase("interrupted"));
    }

    static void call(RouteBackend backend, String where) throws Exception {
        switch (where) {
            case "apply" -> backend.apply(TestUplinks.plan(List.of()));
            case "watch" -> backend.watch(() -> {});
            case "check" ->
                assertThat(backend.check(TestUplinks.plan(List.of()), Path.of("unused")))
                        .isEmpty();
            case "repaired" -> assertThat(backend.repaired()).isEmpty();
            case "leftover" -> assertThat(backend.leftover()).isEmpty();
            case "remove" -> backend.remove();
            default -> backend.render(TestUplinks.plan(List.of()));
        }
    }

    static ProbeResult ask(Probe probe) throws Exception {
        return ask(probe, Duration.ofMillis(100));
    }

    static ProbeResult ask(Probe probe, Duration timeout) throws Exception {
        long start = System.nanoTime();
        CompletableFuture<ProbeResult> answer = probe.probe(path(), timeout).toCompletableFuture();
        assertThat(since(start)).isLessThan(PROMPT);
        return answer.get(60, TimeUnit.SECONDS);
    }

    static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    static org.ftrouter.api.Path path() {
        return TestPath.of("eth1", "192.0.2.2", 0);
    }
}
