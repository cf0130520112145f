// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.engine.config.PluginConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that come, go and are replaced while others are in use. */
class PluginRenewalTest {
    @TempDir
    static Path shared;

    @TempDir
    Path temp;

    private Path folder;
    private PluginCatalog catalog;

    /** Two versions of one plugin; each answers with its own, from its class and from a file in its jar. */
    @BeforeAll
    static void compile() throws Exception {
        for (String version : List.of("one", "two")) {
            new ForeignPlugin(shared)
                    .source("v/Versioned", """
                            package v;
                            import java.io.*;
                            import org.ftrouter.api.*;
                            import org.ftrouter.api.probe.*;
                            public final class Versioned implements ProbeFactory {
                                public String type() { return "versioned"; }
                                public Probe create(Settings settings, ProbeContext context) {
                                    settings.string("target");
                                    return context.blocking((path, timeout) -> ProbeResult.noReply("%s " + file()));
                                }
                                private static String file() {
                                    try (InputStream in = Versioned.class.getResource("/version.txt").openStream()) {
                                        return new String(in.readAllBytes()) + new Late();
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    }
                                }
                            }
                            class Late { public String toString() { return ""; } }
                            """.formatted(version))
                    .resource("version.txt", version)
                    .provides(ProbeFactory.class, "v.Versioned")
                    .jar(shared.resolve(version + ".jar"));
        }
        ThirdParty.probe(shared).jar(shared.resolve("spoon.jar"));
    }

    @BeforeEach
    void load() throws Exception {
        folder = Files.createDirectory(temp.resolve("plugins"));
        Files.copy(shared.resolve("spoon.jar"), folder.resolve("spoon.jar"));
        install("one");
        catalog = PluginCatalog.load(new PluginHost(List.of(folder), temp.resolve("state"), Ticker.SYSTEM, "gw1"));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    /** As {@code install} does: a new file in the place of the old. */
    private void install(String version) throws Exception {
        Path fresh = Files.copy(shared.resolve(version + ".jar"), temp.resolve("fresh.jar"));
        Files.move(fresh, folder.resolve("v.jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void renew() {
        PluginCatalog next = catalog.renewed();
        next.outlive(catalog);
        catalog = next;
    }

    @Test
    void whatComesIntoUseIsToldOnceAndAgainIfItsJarIsReplaced() throws Exception {
        var config = new PluginConfig("versioned", "versioned:x", TestSettings.of("target", "x"), "test");
        assertThat(catalog.started()).isEmpty();
        catalog.probe(config).close();
        assertThat(catalog.started()).extracting(PluginInfo::type).containsExactly("versioned");
        renew();
        catalog.probe(config).close();
        assertThat(catalog.started()).isEmpty();

        install("two");
        renew();
        catalog.probe(config).close();

        assertThat(catalog.started()).extracting(PluginInfo::type).containsExactly("versioned");
    }

    @Test
    void eachRefusedJarIsToldOnceAlsoByLooksThatWereForNothing() throws Exception {
        var told = new ArrayList<String>();
        catalog.onTrouble(info -> told.add(info.state() + " " + info.type()));
        Files.writeString(folder.resolve("torn.jar"), "no jar");
        catalog.renewed().close(); // a reload that was rejected: what was before goes on
        renew();
        renew();
        assertThat(told).containsExactly("REFUSED torn.jar");
        assertThat(catalog.refused()).extracting(PluginInfo::type).containsExactly("torn.jar");

        Files.delete(folder.resolve("torn.jar"));
        renew();
        Files.writeString(folder.resolve("torn.jar"), "no jar");
        renew();
        assertThat(told).containsExactly("REFUSED torn.jar", "REFUSED torn.jar");
    }

    @Test
    void aReplacedJarIsLoadedAnewAndWhatTheOldOneMadeWorksUntilItIsClosed() throws Exception {
        Probe old = probe("versioned");
        install("two");
        renew();
        Probe fresh = probe("versioned");

        assertThat(answer(old)).startsWith("one "); // what it opens by a URL is already the new file
        assertThat(answer(fresh)).isEqualTo("two two");
        old.close();
        assertThat(answer(fresh)).isEqualTo("two two");
    }

    @Test
    void aRemovedJarIsGoneAndAnAddedOneIsThere() throws Exception {
        Files.delete(folder.resolve("v.jar"));
        renew();
        assertThat(catalog.types(PluginKind.PROBE)).contains("spoon").doesNotContain("versioned");

        install("two");
        renew();
        assertThat(answer(probe("versioned"))).isEqualTo("two two");
    }

    @Test
    void aJarThatDidNotChangeIsNotLoadedAgain() throws Exception {
        List<Plugin> before = catalog.all("spoon");

        install("two");
        renew();

        assertThat(catalog.all("spoon")).isEqualTo(before);
    }

    @Test
    void aJarThatOthersMayWriteByNowIsRefused() throws Exception {
        Files.setPosixFilePermissions(
                folder.resolve("v.jar"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-rw-"));
        renew();

        assertThat(catalog.types(PluginKind.PROBE)).doesNotContain("versioned");
    }

    @Test
    void whatWasFoundForAConfigurationThatIsRefusedIsClosedAgain() throws Exception {
        Probe old = probe("versioned");
        install("two");
        WeakReference<ClassLoader> loader = foundAndRefused();

        assertThat(answer(old)).startsWith("one ");
        awaitCollected(List.of(loader), 0);
    }

    private WeakReference<ClassLoader> foundAndRefused() {
        PluginCatalog found = catalog.renewed();
        var loader = new WeakReference<>(found.all("versioned").get(0).loader());
        catalog.outlive(found);
        return loader;
    }

    @Test
    void manyReloadsLeaveNothingBehind() throws Exception {
        int cycles = Integer.getInteger("plugin.cycles", 50);
        var loaders = new ArrayList<WeakReference<ClassLoader>>();
        long files = 0;
        int threads = 0;
        long classes = 0;
        for (int i = 0; i < cycles; i++) {
            install(i % 2 == 0 ? "two" : "one");
            renew();
            Probe probe = probe("versioned");
            assertThat(answer(probe)).isEqualTo(i % 2 == 0 ? "two two" : "one one");
            probe.close();
            loaders.add(new WeakReference<>(catalog.all("versioned").get(0).loader()));
            if (i == 9) { // what is made once is there by now
                awaitCollected(loaders, 1);
                files = openFiles();
                threads = Thread.activeCount();
                classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
            }
        }

        awaitCollected(loaders, 1);
        assertThat(openFiles()).isLessThan(files + 5);
        assertThat(Thread.activeCount()).isLessThan(threads + 5);
        assertThat(ManagementFactory.getClassLoadingMXBean().getLoadedClassCount())
                .isLessThan((int) classes + 50);
        System.out.printf("plugin jars: %d reloads, 1 class loader left%n", cycles);
    }

    /** Waits until no more than so many of the class loaders are alive. */
    private static void awaitCollected(List<WeakReference<ClassLoader>> loaders, int most) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (alive(loaders) > most) {
            assertThat(System.nanoTime() - end)
                    .as("%d of %d are alive", alive(loaders), loaders.size())
                    .isNegative();
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static long alive(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(loader -> loader.get() != null).count();
    }

    private static long openFiles() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    private Probe probe(String type) {
        TestSettings settings = TestSettings.of("target", "x");
        Probe probe = catalog.probe(new PluginConfig(type, type, settings, "test.conf:1"));
        assertThat(settings.problems()).isEmpty();
        return probe;
    }

    private static String answer(Probe probe) throws Exception {
        var answer = probe.probe(TestPath.of("eth1", "192.0.2.2", 0), Duration.ofSeconds(20));
        return ((NoReply) answer.toCompletableFuture().get(60, TimeUnit.SECONDS)).reason();
    }
}
