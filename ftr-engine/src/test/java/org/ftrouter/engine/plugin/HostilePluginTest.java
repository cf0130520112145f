// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.api.probe.Inconclusive;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.plugin.PluginInfo.State;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plugins that throw, hang, spin, leak or lie, in every callback: what they do stays theirs. */
class HostilePluginTest {
    /** Time enough for honest code on a busy machine. */
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private static final Duration PROMPT = Duration.ofSeconds(20);

    @TempDir
    static Path shared;

    private static Hostile hostile;

    @TempDir
    Path temp;

    private Path folder;
    private PluginCatalog catalog;
    private final List<PluginInfo> quarantined = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void compile() throws Exception {
        hostile = new Hostile(shared);
        ThirdParty.probe(shared).jar(shared.resolve("spoon.jar"));
    }

    @AfterAll
    static void end() {
        Hostile.end();
    }

    @BeforeEach
    void anHonestOneBesideIt() throws Exception {
        folder = Files.createDirectory(temp.resolve("plugins"));
        Files.copy(shared.resolve("spoon.jar"), folder.resolve("spoon.jar"));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @ParameterizedTest
    @CsvSource({
        "clinit, throw",
        "clinit, error",
        "clinit, hang",
        "clinit, spin",
        "new, throw",
        "new, error",
        "new, hang",
        "new, spin",
        "type, throw",
        "type, error",
        "type, hang",
        "type, spin",
        "type, lie"
    })
    void whatCannotBeLoadedIsRefusedAndNamed(String where, String what) throws Exception {
        load(where, what);

        assertThat(catalog.plugins())
                .filteredOn(info -> info.state() == State.REFUSED)
                .anySatisfy(info -> {
                    assertThat(info.type()).isEqualTo("evil.jar");
                    assertThat(info.why()).hasSizeBetween(10, 1000);
                });
        theHonestOneWorks();
    }

    @ParameterizedTest
    @CsvSource({
        "create, throw",
        "create, error",
        "create, hang",
        "create, spin",
        "create, lie",
        "asks, throw",
        "asks, hang",
        "bytes, throw",
        "bytes, lie",
        "bytes, spin",
        "local, error",
        "local, hang"
    })
    void whatCannotBeMadeIsAProblemOfTheConfiguration(String where, String what) throws Exception {
        load(where, what);
        TestSettings settings = TestSettings.of("target", "x");

        catalog.probe(new PluginConfig("evil", "evil", settings, "test.conf:1"));

        assertThat(settings.problems()).singleElement().asString().contains("evil.jar", "cannot be used");
        theHonestOneWorks();
    }

    @ParameterizedTest
    @CsvSource({
        "probe, throw",
        "probe, error",
        "probe, hang",
        "probe, spin",
        "probe, lie",
        "stage, throw",
        "stage, hang",
        "stage, spin",
        "block, throw",
        "block, error",
        "block, hang",
        "block, spin",
        "block, lie"
    })
    void whatAProbeDoesIsInconclusiveAndTheCallerDoesNotWait(String where, String what) throws Exception {
        load(where, what);
        Probe probe = probe();
        assertThat(ask(probe)).isInstanceOf(Inconclusive.class);
        assertThat(quarantined).isEmpty();

        ask(probe);
        ask(probe);

        assertThat(quarantined).singleElement().satisfies(info -> {
            assertThat(info.state()).isEqualTo(State.QUARANTINED);
            assertThat(info.why()).contains("probe 'evil'", "evil.jar");
        });
        assertThat(((Inconclusive) ask(probe)).reason()).startsWith("left alone: ");
        theHonestOneWorks();
    }

    @Test
    void anEndlessTextIsCut() throws Exception {
        load("stage", "lie");

        assertThat(((NoReply) ask(probe())).reason()).hasSizeLessThan(1000);
    }

    @Test
    void whoeverLeaksOnlyLeaksHisOwn() throws Exception {
        load("probe", "leak");

        assertThat(ask(probe())).isInstanceOf(Reply.class);
        theHonestOneWorks();
    }

    @ParameterizedTest
    @CsvSource({"close, throw", "close, error", "close, hang", "close, spin"})
    void closingNeverWaits(String where, String what) throws Exception {
        load(where, what);
        long start = System.nanoTime();

        probe().close();
        notifier().close();
        route().close();

        assertThat(since(start)).isLessThan(PROMPT);
        theHonestOneWorks();
    }

    @ParameterizedTest
    @CsvSource({"send, throw", "send, error"})
    void aNotifierThatFailsIsLeftAloneAfterTheThirdTime(String where, String what) throws Exception {
        load(where, what);
        Notifier notifier = notifier();
        notifier.start();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> notifier.send(PluginCatalogTest.notice()))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageContaining("notify 'evil' (");
        }

        Throwable fourth = catchThrowable(() -> notifier.send(PluginCatalogTest.notice()));

        assertThat(fourth).isInstanceOf(NotifyException.class).hasMessageStartingWith("left alone: ");
        assertThat(((NotifyException) fourth).retryAfter().orElseThrow()).isPositive();
        assertThat(quarantined).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"people, throw", "people, hang", "repeat, error", "repeat, lie", "repeat, spin"})
    void aNotifierThatCannotSayWhatItIsIsAProblemOfTheConfiguration(String where, String what) throws Exception {
        load(where, what);
        TestSettings settings = TestSettings.of();

        catalog.notifier(new PluginConfig("evil", "evil", settings, "test.conf:1"));

        assertThat(settings.problems()).singleElement().asString().contains("evil.jar", "cannot be used");
        theHonestOneWorks();
    }

    @Test
    void whatANotifierSaysOfItselfAndOfATestIsPassedOn() throws Exception {
        load("nowhere", "throw");
        Notifier notifier = notifier();
        var steps = new CopyOnWriteArrayList<String>();

        notifier.test(PluginCatalogTest.notice(), new Steps() {
            @Override
            public void begin(String step, String what) {}

            @Override
            public void passed(String detail) {
                steps.add(detail);
            }
        });

        assertThat(steps).containsExactly("done");
        assertThat(notifier.forPeople()).isFalse();
        assertThat(notifier.repeatEvery()).isEqualTo(Duration.ofHours(4));
        assertThat(catalog.tellsApart("evil")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"test, throw", "test, error"})
    void aTestThatFailsSaysSoEachTime(String where, String what) throws Exception {
        load(where, what);
        Notifier notifier = notifier();

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> notifier.test(PluginCatalogTest.notice(), Steps.NONE))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageContaining("notify 'evil' (");
        }
    }

    @ParameterizedTest
    @CsvSource({"apart, throw", "apart, hang", "apart, spin"})
    void aBackendThatDoesNotSayTellsNothingApart(String where, String what) throws Exception {
        load(where, what);

        assertThat(catalog.tellsApart("evil")).isFalse();
        theHonestOneWorks();
    }

    @ParameterizedTest
    @CsvSource({"send, hang", "send, spin", "start, spin"})
    void aNotifierThatHangsGivesItsThreadBackWhenInterrupted(String where, String what) throws Exception {
        load(where, what);
        Notifier notifier = notifier();

        interruptedSoon(() -> {
            notifier.start();
            notifier.send(PluginCatalogTest.notice());
        });

        theHonestOneWorks();
    }

    @ParameterizedTest
    @CsvSource({
        "apply, throw",
        "apply, error",
        "watch, throw",
        "check, throw",
        "check, lie",
        "remove, error",
        "render, throw",
        "render, lie"
    })
    void aBackendThatFailsSaysSoEachTimeAndIsNeverLeftAlone(String where, String what) throws Exception {
        load(where, what);
        RouteBackend backend = route();

        for (int i = 0; i < 5; i++) {
            Throwable failure = catchThrowable(() -> call(backend, where));
            assertThat(failure).isInstanceOfAny(RouteException.class, PluginException.class);
            assertThat(failure).hasMessageContaining("route 'evil' (");
        }
        assertThat(quarantined).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"apply, hang", "apply, spin", "remove, spin"})
    void aBackendThatHangsGivesItsThreadBackWhenInterrupted(String where, String what) throws Exception {
        load(where, what);
        RouteBackend backend = route();

        interruptedSoon(() -> call(backend, where));

        assertThatThrownBy(() -> call(backend, where))
                .isInstanceOf(RouteException.class)
                .hasMessageContaining("is still busy with an earlier call");
        theHonestOneWorks();
    }

    private static void call(RouteBackend backend, String where) throws Exception {
        switch (where) {
            case "apply" -> backend.apply(TestUplinks.plan(List.of()));
            case "watch" -> backend.watch(() -> {});
            case "check" ->
                assertThat(backend.check(TestUplinks.plan(List.of()), Path.of("unused")))
                        .isEmpty();
            case "remove" -> backend.remove();
            default -> backend.render(TestUplinks.plan(List.of()));
        }
    }

    private interface Body {
        void run() throws Exception;
    }

    private static void interruptedSoon(Body body) throws Exception {
        var end = new CompletableFuture<Throwable>();
        var thread = new Thread(() -> end.complete(catchThrowable(body::run)));
        thread.start();
        thread.join(200); // long enough to hang, and right as well if it has not begun
        thread.interrupt();

        assertThat(end.get(PROMPT.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOfAny(InterruptedException.class, NotifyException.class);
    }

    private void load(String where, String what) throws Exception {
        hostile.jar(folder.resolve("evil.jar"), "evil", where, what);
        catalog = PluginCatalog.load(
                new PluginHost(List.of(folder), temp.resolve("state"), Ticker.SYSTEM, "gw1"), DEADLINE);
        catalog.onQuarantine(quarantined::add);
    }

    private void theHonestOneWorks() throws Exception {
        TestSettings settings = TestSettings.of("target", "java.lang.String");
        Probe spoon = catalog.probe(new PluginConfig("spoon", "spoon", settings, "test.conf:1"));

        assertThat(settings.problems()).isEmpty();
        assertThat(spoon.probe(path(), PROMPT).toCompletableFuture().get(60, TimeUnit.SECONDS))
                .isInstanceOf(Reply.class);
    }

    private Probe probe() {
        return catalog.probe(new PluginConfig("evil", "evil", TestSettings.of("target", "x"), "test.conf:1"));
    }

    private Notifier notifier() {
        return catalog.notifier(new PluginConfig("evil", "evil", TestSettings.of(), "test.conf:1"));
    }

    private RouteBackend route() {
        return catalog.route(new PluginConfig("evil", "evil", TestSettings.of(), "test.conf:1"));
    }

    private static ProbeResult ask(Probe probe) throws Exception {
        long start = System.nanoTime();
        CompletableFuture<ProbeResult> answer =
                probe.probe(path(), Duration.ofMillis(100)).toCompletableFuture();
        assertThat(since(start)).isLessThan(PROMPT);
        return answer.get(60, TimeUnit.SECONDS);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static org.ftrouter.api.Path path() {
        return TestPath.of("eth1", "192.0.2.2", 0);
    }
}
