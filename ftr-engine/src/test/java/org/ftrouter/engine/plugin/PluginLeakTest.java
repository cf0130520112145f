// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.cycle.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jars that leave threads or classes behind when they are replaced or removed, and such that do not. */
class PluginLeakTest {
    private static final String THREAD = """
            Thread thread = new Thread(() -> {
                while (System.getProperty("leak.stop") == null) {
                    try { Thread.sleep(20); } catch (InterruptedException e) { }
                }
            }, "leak of mine");
            thread.setDaemon(true);
            thread.start();
            """;

    private static final String THREADS = """
            package leak;
            final class Threads {
                static void at(String place) {
                    if (!place.equals("%s")) return;
                    %s
                }
            }
            """;

    private static final String PROBE = """
            package leak;
            import java.time.Duration;
            import java.util.concurrent.*;
            import org.ftrouter.api.*;
            import org.ftrouter.api.probe.*;
            public final class AProbe implements ProbeFactory {
                public String type() { return "leaky"; }
                public Probe create(Settings settings, ProbeContext context) {
                    if (settings.string("target").equals("block")) return context.blocking((path, timeout) -> {
                        Threads.at("block");
                        return ProbeResult.reply(Duration.ZERO);
                    });
                    return new Probe() {
                        public boolean asks(Family family) { return true; }
                        public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
                            Threads.at("probe");
                            return CompletableFuture.completedFuture(ProbeResult.reply(Duration.ZERO));
                        }
                    };
                }
            }
            """;

    private static final String NOTIFIER = """
            package leak;
            import org.ftrouter.api.*;
            import org.ftrouter.api.notify.*;
            public final class ANotifier implements NotifierFactory {
                public String type() { return "leaky"; }
                public Notifier create(Settings settings, PluginContext context) {
                    return new Notifier() {
                        public void start() { Threads.at("start"); }
                        public void send(Notice notice) { Threads.at("send"); }
                        public void close() { Threads.at("close"); }
                    };
                }
            }
            """;

    private static final String ROUTE = """
            package leak;
            import org.ftrouter.api.*;
            import org.ftrouter.api.route.*;
            public final class ARoute implements RouteBackendFactory {
                public String type() { return "leaky"; }
                public RouteBackend create(Settings settings, PluginContext context) {
                    return new RouteBackend() {
                        public void apply(RoutePlan plan) { Threads.at("apply"); }
                        public void watch(Runnable onChange) { Threads.at("watch"); }
                        public void remove() { Threads.at("remove"); }
                        public String render(RoutePlan plan) { return ""; }
                    };
                }
            }
            """;

    @TempDir
    Path temp;

    private final List<PluginInfo> told = new CopyOnWriteArrayList<>();
    private Path folder;
    private PluginCatalog catalog;

    @BeforeEach
    void build() throws Exception {
        folder = Files.createDirectory(temp.resolve("plugins"));
        compile("Clean", "", temp.resolve("one.jar"));
        compile("Clean", "int another = 1", temp.resolve("two.jar"));
        renewClean("one");
    }

    @AfterEach
    void end() {
        System.setProperty("leak.stop", "");
        System.getProperties().remove("leak.registry");
        catalog.close();
        System.clearProperty("leak.stop");
    }

    /** A probe plugin that does so each time something is made of it. */
    private void compile(String name, String does, Path jar) throws Exception {
        new ForeignPlugin(temp)
                .source("leak/" + name, """
                        package leak;
                        import java.time.Duration;
                        import org.ftrouter.api.*;
                        import org.ftrouter.api.probe.*;
                        public final class %s implements ProbeFactory {
                            public String type() { return "%s"; }
                            public Probe create(Settings settings, ProbeContext context) {
                                settings.string("target");
                                %s;
                                return context.blocking((path, timeout) -> ProbeResult.reply(Duration.ZERO));
                            }
                        }
                        """.formatted(name, name.toLowerCase(Locale.ROOT), does))
                .provides(ProbeFactory.class, "leak." + name)
                .jar(jar);
    }

    private void install(String name, String does) throws Exception {
        compile(name, does, folder.resolve(name.toLowerCase(Locale.ROOT) + ".jar"));
    }

    /** One jar with a plugin of each kind, which leaves a thread behind at that place. */
    private void installWithThreadAt(String place) throws Exception {
        new ForeignPlugin(temp)
                .source("leak/Threads", THREADS.formatted(place, THREAD))
                .source("leak/AProbe", PROBE)
                .source("leak/ANotifier", NOTIFIER)
                .source("leak/ARoute", ROUTE)
                .provides(ProbeFactory.class, "leak.AProbe")
                .provides(NotifierFactory.class, "leak.ANotifier")
                .provides(RouteBackendFactory.class, "leak.ARoute")
                .jar(folder.resolve("leaky.jar"));
    }

    private void load(Duration patience) {
        catalog = PluginCatalog.load(
                new PluginHost(List.of(folder), temp.resolve("state"), Ticker.SYSTEM, "gw1"),
                Duration.ofSeconds(5),
                patience);
        catalog.onTrouble(told::add);
    }

    private void renewClean(String version) throws Exception {
        Path fresh = Files.copy(temp.resolve(version + ".jar"), temp.resolve("fresh.jar"));
        Files.move(fresh, folder.resolve("clean.jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void renew() {
        PluginCatalog next = catalog.renewed();
        next.outlive(catalog);
        catalog = next;
    }

    private Probe make(String type) {
        return catalog.probe(new PluginConfig(type, type + ":x", TestSettings.of("target", "x"), "test"));
    }

    private List<String> shownAsLeaking() {
        return catalog.plugins().stream()
                .filter(info -> info.state() == PluginInfo.State.LEAKING)
                .map(PluginInfo::type)
                .toList();
    }

    private void awaitTold(String type) {
        Await.until(
                type + " is told",
                () -> told.stream().anyMatch(info -> info.type().equals(type)));
    }

    /** The last of those that are held goes after the clean ones: when it is told, they have been looked at as often. */
    @Test
    void aJarThatIsHeldWithoutAThreadIsNamedOnceAndTwentyCleanOnesAreNot() throws Exception {
        install("Hook", "Runtime.getRuntime().addShutdownHook(new Thread(() -> {}))");
        install("Registry", "System.getProperties().put(\"leak.registry\", this)");
        load(Duration.ofMillis(500));
        make("hook").close();
        make("registry").close();
        Files.delete(folder.resolve("hook.jar"));
        for (int i = 0; i < 20; i++) {
            renewClean(i % 2 == 0 ? "two" : "one");
            renew();
            make("clean").close();
        }
        Files.delete(folder.resolve("registry.jar"));
        renew();
        awaitTold("hook");
        awaitTold("registry");

        assertThat(told).extracting(PluginInfo::type).containsExactlyInAnyOrder("hook", "registry");
        assertThat(told).allMatch(info -> info.why().startsWith("its classes are still held"));
        assertThat(shownAsLeaking()).containsExactlyInAnyOrder("hook", "registry");
    }

    @Test
    void aPluginWhoseThreadsOutliveItIsNamedOnceAndHonestOnesAreNot() throws Exception {
        install("Leaky", THREAD);
        load(Duration.ofMillis(50));
        make("leaky").close();
        make("clean").close();
        Files.delete(folder.resolve("leaky.jar"));
        renewClean("two");
        renew();
        awaitTold("leaky");

        assertThat(told).hasSize(1);
        assertThat(told.get(0).state()).isEqualTo(PluginInfo.State.LEAKING);
        assertThat(told.get(0).why()).isEqualTo("threads that it began go on, 1 of them: 'leak of mine'");
        assertThat(shownAsLeaking()).containsExactly("leaky");
    }

    @ParameterizedTest
    @ValueSource(strings = {"probe", "block", "start", "send", "close", "apply", "watch", "remove"})
    void aThreadIsFoundWhereverItWasBegun(String place) throws Exception {
        installWithThreadAt(place);
        load(Duration.ofMillis(50));

        use(place);
        Files.delete(folder.resolve("leaky.jar"));
        renew();
        awaitTold("leaky");

        assertThat(told).singleElement().satisfies(info -> {
            assertThat(info.state()).isEqualTo(PluginInfo.State.LEAKING);
            assertThat(info.jar()).contains(folder.resolve("leaky.jar"));
            assertThat(info.why()).isEqualTo("threads that it began go on, 1 of them: 'leak of mine'");
        });
    }

    /** Calls and closes one of each kind. */
    private void use(String place) throws Exception {
        var settings = TestSettings.of("target", place);
        try (Probe probe = catalog.probe(new PluginConfig("leaky", "leaky:x", settings, "test"));
                Notifier notifier = catalog.notifier(new PluginConfig("leaky", "n", TestSettings.of(), "test"));
                RouteBackend route = catalog.route(new PluginConfig("leaky", "r", TestSettings.of(), "test"))) {
            assertThat(BesideHostile.ask(probe, Duration.ofSeconds(20))).isInstanceOf(Reply.class);
            notifier.start();
            notifier.send(PluginCatalogTest.notice());
            route.watch(() -> {});
            route.apply(TestUplinks.plan(List.of()));
            route.remove();
        }
    }

    @Test
    void aPluginThatLeavesAThreadAtEachReloadIsNamedWhileItIsInUse() throws Exception {
        install("Leaky", THREAD);
        load(Duration.ofMillis(50));
        Probe inUse = make("leaky");
        for (int reload = 0; reload < 20; reload++) {
            Probe next = make("leaky");
            inUse.close();
            inUse = next;
            renew();
        }
        awaitTold("leaky");

        assertThat(told).hasSize(1);
        assertThat(shownAsLeaking()).containsExactly("leaky");
        inUse.close();
    }
}
