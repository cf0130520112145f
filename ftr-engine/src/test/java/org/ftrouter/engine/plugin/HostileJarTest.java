// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.plugin.PluginInfo.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that are not what they should be: each is refused with its reason, and the others work. */
class HostileJarTest {
    @TempDir
    static Path shared;

    @TempDir
    Path temp;

    private Path folder;
    private PluginCatalog catalog;

    @BeforeAll
    static void compile() throws Exception {
        ThirdParty.probe(shared).jar(shared.resolve("spoon.jar"));
    }

    @BeforeEach
    void anHonestOneBesideIt() throws IOException {
        folder = Files.createDirectory(temp.resolve("plugins"));
        Files.copy(shared.resolve("spoon.jar"), folder.resolve("spoon.jar"));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    /** Loads, and says why the jar was refused; the honest one has to be there all the same. */
    private String why(String jar) {
        load();
        assertThat(catalog.types(PluginKind.PROBE)).contains("spoon");
        return catalog.plugins().stream()
                .filter(info -> info.state() == State.REFUSED && info.type().equals(jar))
                .findFirst()
                .orElseThrow()
                .why();
    }

    private void load() {
        catalog = PluginCatalog.load(new PluginHost(List.of(folder), temp.resolve("state"), Ticker.SYSTEM, "gw1"));
    }

    @Test
    void truncatedAnywhereItIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve("spoon.jar"));
        for (int length = 0; length < whole.length; length += 97) {
            Files.write(folder.resolve("cut.jar"), Arrays.copyOf(whole, length));

            assertThat(why("cut.jar")).as("%d bytes", length).startsWith("is not a whole jar: ");
            catalog.close();
        }
    }

    @Test
    void aDamagedFileInItIsNamed() throws IOException {
        byte[] content = "acme.SpoonFactory\n".repeat(20).getBytes(StandardCharsets.UTF_8);
        var entry = new ZipEntry("META-INF/services/" + ProbeFactory.class.getName());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        var sum = new CRC32();
        sum.update(content);
        entry.setCrc(sum.getValue());
        var bytes = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(bytes)) {
            out.putNextEntry(entry);
            out.write(content);
        }
        byte[] damaged = bytes.toByteArray();
        damaged[damaged.length / 3] = (byte) (damaged[damaged.length / 3] ^ 1);
        Files.write(folder.resolve("rot.jar"), damaged);

        assertThat(why("rot.jar")).contains("is not a whole jar", "is damaged");
    }

    @Test
    void aBombIsNotUnpacked() throws IOException {
        try (var out = new ZipOutputStream(Files.newOutputStream(folder.resolve("bomb.jar")))) {
            out.putNextEntry(new ZipEntry("META-INF/services/" + ProbeFactory.class.getName()));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++) {
                out.write(zeros);
            }
        }

        assertThat(why("bomb.jar")).contains("unpacks to more than 134217728 bytes");
    }

    @Test
    void aHugeFileIsNotEvenOpened() throws IOException {
        try (var file = new java.io.RandomAccessFile(folder.resolve("huge.jar").toFile(), "rw")) {
            file.setLength(40L << 20); // sparse
        }

        assertThat(why("huge.jar")).contains("41943040 bytes");
    }

    @Test
    void countlessFilesAreRefused() throws IOException {
        try (var out = new ZipOutputStream(Files.newOutputStream(folder.resolve("many.jar")))) {
            for (int i = 0; i < 20_001; i++) {
                out.putNextEntry(new ZipEntry("f" + i));
            }
        }

        assertThat(why("many.jar")).contains("20001 files");
    }

    @Test
    void namesThatLeadOutOfItAreRefused() throws IOException {
        for (String name :
                List.of("../../etc/cron.d/x", "/etc/x", "a/../../x", "a\\..\\x", "x\u0000y", "\u001b[31mred")) {
            try (var out = new ZipOutputStream(Files.newOutputStream(folder.resolve("climb.jar")))) {
                out.putNextEntry(new ZipEntry(name));
            }

            assertThat(why("climb.jar")).as(name).contains("leads out of it").doesNotContain("\u001b", "\u0000");
            catalog.close();
        }
    }

    @Test
    void theSameNameTwiceIsRefused() throws IOException {
        Path jar = folder.resolve("twice.jar");
        try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("acme/Same.class"));
            out.putNextEntry(new ZipEntry("acme/Sane.class"));
        }
        String text = Files.readString(jar, StandardCharsets.ISO_8859_1).replace("Sane", "Same");
        Files.writeString(jar, text, StandardCharsets.ISO_8859_1);

        assertThat(why("twice.jar")).contains("'acme/Same.class' twice");
    }

    @Test
    void jarsElsewhereAreNotFollowed() throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "file:/tmp/evil.jar");
        new JarOutputStream(Files.newOutputStream(folder.resolve("path.jar")), manifest).close();

        assertThat(why("path.jar")).contains("Class-Path: file:/tmp/evil.jar");
    }

    /** Nobody has looked at who can write to it, and what another plugin brings is none of its business. */
    @Test
    void jarsBesideItAreNotFollowedUnlessTheyAreItsOwn() throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "missing.jar spoon.jar");
        new JarOutputStream(Files.newOutputStream(folder.resolve("path.jar")), manifest).close();

        assertThat(why("path.jar")).contains("Class-Path: spoon.jar", "into a folder of their own");
        catalog.close();
        Path together = Files.createDirectory(folder.resolve("together"));
        Files.move(folder.resolve("path.jar"), together.resolve("path.jar"));
        Files.move(folder.resolve("spoon.jar"), together.resolve("spoon.jar"));
        load();
        assertThat(catalog.types(PluginKind.PROBE)).contains("spoon");
        assertThat(catalog.plugins()).noneMatch(info -> info.state() == State.REFUSED);
    }

    @Test
    void aNewerJavaIsNamed() throws IOException {
        Path classes = ThirdParty.probe(temp).classes();
        Path factory = classes.resolve("acme/SpoonFactory.class");
        byte[] code = Files.readAllBytes(factory);
        code[7] = 99; // the major version of the format
        Files.write(factory, code);
        ThirdParty.probe(temp).jar(folder.resolve("new.jar"), classes);

        assertThat(why("new.jar")).contains("compiled for a newer Java than ");
    }

    @Test
    void aProviderNamedTwiceIsOnePlugin() throws IOException {
        Files.delete(folder.resolve("spoon.jar"));
        ThirdParty.probe(temp)
                .resource("META-INF/services/" + ProbeFactory.class.getName(), "acme.SpoonFactory\n".repeat(1000))
                .jarWithoutServices(folder.resolve("spoons.jar"));
        load();

        assertThat(catalog.plugins()).filteredOn(info -> info.jar().isPresent()).hasSize(1);
    }

    @Test
    void aJarBuiltAgainstAnOlderApiWorks() throws Exception {
        Path older = new ForeignPlugin(temp)
                .source("org/ftrouter/api/Family", "package org.ftrouter.api; public enum Family { IPV4, IPV6 }")
                .source("org/ftrouter/api/Path", "package org.ftrouter.api; public final class Path {}")
                .source(
                        "org/ftrouter/api/Settings",
                        "package org.ftrouter.api; public interface Settings { String string(String key); }")
                .source("org/ftrouter/api/probe/ProbeResult", """
                        package org.ftrouter.api.probe;
                        public interface ProbeResult { static ProbeResult noReply(String reason) { return null; } }
                        """)
                .source(
                        "org/ftrouter/api/probe/ProbeContext",
                        "package org.ftrouter.api.probe; public interface ProbeContext {}")
                .source("org/ftrouter/api/probe/Probe", """
                        package org.ftrouter.api.probe;
                        import java.time.Duration;
                        import java.util.concurrent.CompletionStage;
                        import org.ftrouter.api.*;
                        public interface Probe { // as it was before bytes(), local() and close()
                            CompletionStage<ProbeResult> probe(Path path, Duration timeout);
                            boolean asks(Family family);
                        }
                        """)
                .source("org/ftrouter/api/probe/ProbeFactory", """
                        package org.ftrouter.api.probe;
                        import org.ftrouter.api.*;
                        public interface ProbeFactory { String type(); Probe create(Settings settings, ProbeContext context); }
                        """)
                .classes();
        new ForeignPlugin(temp)
                .against(older)
                .source("old/Old", """
                        package old;
                        import java.time.Duration;
                        import java.util.concurrent.*;
                        import org.ftrouter.api.*;
                        import org.ftrouter.api.probe.*;
                        public final class Old implements ProbeFactory, Probe {
                            public String type() { return "old"; }
                            public Probe create(Settings settings, ProbeContext context) { settings.string("target"); return this; }
                            public boolean asks(Family family) { return true; }
                            public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
                                return CompletableFuture.completedFuture(ProbeResult.noReply("as ever"));
                            }
                        }
                        """)
                .provides(ProbeFactory.class, "old.Old")
                .jar(folder.resolve("old.jar"));
        load();

        assertThat(answer("old")).isEqualTo("as ever");
    }

    @Test
    void twoPluginsHaveTwoVersionsOfALibrary() throws Exception {
        for (String version : List.of("1", "2")) {
            Path library = new ForeignPlugin(temp)
                    .source(
                            "lib/Lib",
                            "package lib; public class Lib { public static String text() { return \"lib " + version
                                    + "\"; } }")
                    .classes();
            Path place = Files.createDirectory(folder.resolve("uses" + version));
            new ForeignPlugin(temp).jar(place.resolve("lib.jar"), library);
            new ForeignPlugin(temp)
                    .with(library)
                    .source("user/User", """
                            package user;
                            import java.util.concurrent.*;
                            import org.ftrouter.api.*;
                            import org.ftrouter.api.probe.*;
                            public final class User implements ProbeFactory {
                                public String type() { return "uses%s"; }
                                public Probe create(Settings settings, ProbeContext context) {
                                    settings.string("target");
                                    return context.blocking((path, timeout) -> ProbeResult.noReply(lib.Lib.text()));
                                }
                            }
                            """.formatted(version))
                    .provides(ProbeFactory.class, "user.User")
                    .jar(place.resolve("user.jar"));
        }
        load();

        assertThat(List.of(answer("uses1"), answer("uses2"), answer("uses1")))
                .containsExactly("lib 1", "lib 2", "lib 1");
    }

    private String answer(String type) throws Exception {
        TestSettings settings = TestSettings.of("target", "x");
        var probe = catalog.probe(new PluginConfig(type, type, settings, "test.conf:1"));
        assertThat(settings.problems()).isEmpty();
        var answer = probe.probe(TestPath.of("eth1", "192.0.2.2", 0), Duration.ofSeconds(20));
        return ((NoReply) answer.toCompletableFuture().get(60, TimeUnit.SECONDS)).reason();
    }
}
