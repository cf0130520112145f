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
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.cycle.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
