// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.ftrouter.dist.ForeignJar;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Daemon;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.engine.control.ControlClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running daemon's plugins: replaced under its feet, and failing beside honest ones. */
@Tag("paired")
class PluginsIT {
    @TempDir
    Path temp;

    private Path plugins;
    private Path told;

    @BeforeEach
    void aDistributionOfItsOwn() throws Exception {
        Process copy = new ProcessBuilder("cp", "-r", "target/ftr", temp.toString()).start();
        assertThat(copy.waitFor()).isZero();
        plugins = temp.resolve("ftr/plugins");
        told = temp.resolve("told");
        ForeignJar.write(plugins.resolve("crier.jar"), temp, "notify.NotifierFactory", "Crier", """
                public final class Crier implements NotifierFactory {
                    public String type() { return "crier"; }
                    public Notifier create(Settings settings, PluginContext context) {
                        var place = java.nio.file.Path.of(settings.string("place"));
                        return notice -> {
                            try {
                                java.nio.file.Files.writeString(place, notice.line("en") + "\\n" + notice.fields(),
                                        java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
                            } catch (java.io.IOException e) {
                                throw new NotifyException("no place", e);
                            }
                        };
                    }
                }
                """);
        for (String version : new String[] {"one", "two"}) {
            ForeignJar.write(
                    temp.resolve(version + ".jar"), temp, "probe.ProbeFactory", "Dowser", """
                    public final class Dowser implements ProbeFactory {
                        public String type() { return "dowser"; }
                        public Probe create(Settings settings, ProbeContext context) {
                            boolean dry = settings.string("target").equals("dry");
                            return context.blocking((path, timeout) -> {
                                if (dry) throw new IllegalStateException("the rod of %s broke");
                                return ProbeResult.reply(java.time.Duration.ofMillis(1));
                            });
                        }
                    }
                    """.formatted(version));
        }
        install("one");
    }

    private void install(String version) throws Exception {
        Path fresh = Files.copy(temp.resolve(version + ".jar"), temp.resolve("fresh"));
        Files.move(fresh, plugins.resolve("dowser.jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** One whose uplinks also ask the dowser. */
    private Lab lab(String target) throws Exception {
        Lab lab = Lab.builder()
                .uplinks(2)
                .ftr(temp.resolve("ftr/bin/ftr"))
                .config("notify = [ { type = crier, place = \"" + told + "\" } ]")
                .build();
        String config = Files.readString(lab.config());
        lab.writeConfig(config.replace("targets = [", "targets = [ \"dowser:" + target + "\","));
        return lab;
    }

    @Test
    void aPluginThatFailsIsNamedAndEvictsNoUplink() throws Exception {
        try (Lab lab = lab("dry")) {
            lab.startDaemon();
            var router = new Router(lab);
            router.awaitAllUp();

            Router.await(
                    "it is in quarantine",
                    Router.LONG,
                    () -> router.ftr("plugins").output().contains("quarantined"));
            Router.await("people are told", Router.LONG, () -> Files.exists(told));

            assertThat(router.ftr("plugins").output())
                    .containsPattern("dowser +probe +- +quarantined +" + plugins + "/dowser.jar")
                    .contains("the rod of one broke");
            assertThat(Files.readString(told))
                    .contains(
                            "QUARANTINED probe plugin dowser is left alone for a while",
                            "jar=" + plugins + "/dowser.jar",
                            "the rod of one broke");
            assertThat(router.healths()).allMatch(health -> health.endsWith(" up"));

            install("two");
            assertThat(reload(lab)).contains("\"reloaded\":true");
            Router.await(
                    "the new one is in quarantine",
                    Router.LONG,
                    () -> router.ftr("plugins").output().contains("the rod of two broke"));
        }
    }

    @Test
    void reloadsTakeReplacedJarsAndRefuseToGoOnWithoutThem() throws Exception {
        try (Lab lab = lab("water")) {
            lab.startDaemon();
            var router = new Router(lab);
            router.awaitAllUp();
            for (int i = 0; i < 10; i++) {
                install(i % 2 == 0 ? "two" : "one");
                assertThat(reload(lab)).contains("\"reloaded\":true");
            }
            assertThat(router.healths()).allMatch(health -> health.endsWith(" up"));

            Files.delete(plugins.resolve("dowser.jar"));
            assertThat(reload(lab)).contains("\"reloaded\":false", "no such probe plugin");
            assertThat(router.healths()).allMatch(health -> health.endsWith(" up"));
        }
    }

    @Test
    void anAddedJarIsThereAfterAReloadCanBeUsedAndIsGoneOnceItIsDeletedAgain() throws Exception {
        Files.delete(plugins.resolve("dowser.jar"));
        try (Lab lab = lab("water")) {
            String asking = Files.readString(lab.config());
            String without = asking.replace(" \"dowser:water\",", "");
            lab.writeConfig(without);
            lab.startDaemon();
            var router = new Router(lab);
            router.awaitAllUp();
            assertThat(router.ftr("plugins").output()).doesNotContain("dowser");

            install("one");
            assertThat(reload(lab)).contains("\"reloaded\":true");
            assertThat(router.ftr("plugins").output()).containsPattern("dowser +probe +\\S+ +idle");
            lab.writeConfig(asking);
            assertThat(reload(lab)).contains("\"reloaded\":true");
            assertThat(router.ftr("plugins").output())
                    .containsPattern("dowser +probe +")
                    .doesNotContainPattern("dowser +probe +\\S+ +idle");

            lab.writeConfig(without);
            Files.delete(plugins.resolve("dowser.jar"));
            assertThat(reload(lab)).contains("\"reloaded\":true");
            assertThat(router.ftr("plugins").output()).doesNotContain("dowser");
            assertThat(router.healths()).allMatch(health -> health.endsWith(" up"));
        }
    }

    @Test
    void eachRefusedJarIsToldOnceAtTheStartAndAfterAReloadThatFindsIt() throws Exception {
        Files.writeString(plugins.resolve("torn.jar"), "no jar");
        try (Lab lab = lab("water")) {
            lab.startDaemon();
            var router = new Router(lab);
            router.awaitAllUp();
            Router.await("the first is told", Router.LONG, () -> refusals().size() == 1);
            assertThat(refusals().get(0)).contains("plugin torn.jar is refused");
            assertThat(Files.readString(told)).contains("jar=" + plugins + "/torn.jar", "is not a whole jar");

            Files.writeString(plugins.resolve("worn.jar"), "no jar either");
            assertThat(reload(lab)).contains("\"reloaded\":true");
            Router.await("the second is told", Router.LONG, () -> refusals().size() == 2);
            assertThat(refusals().get(1)).contains("plugin worn.jar is refused");

            assertThat(reload(lab)).contains("\"reloaded\":true");
            Files.writeString(plugins.resolve("last.jar"), "nor this");
            assertThat(reload(lab)).contains("\"reloaded\":true");
            Router.await("the third is told", Router.LONG, () -> refusals().size() > 2);
            assertThat(refusals()).hasSize(3).last().asString().contains("plugin last.jar is refused"); // in order
        }
    }

    @Test
    void oneThatFillsTheHeapEndsTheDaemonWhoseRoutesStandAndWhichGoesOnWithoutIt() throws Exception {
        ForeignJar.write(plugins.resolve("dowser.jar"), temp, "probe.ProbeFactory", "Dowser", """
                public final class Dowser implements ProbeFactory {
                    private static final java.util.List<byte[]> HELD = new java.util.ArrayList<>();
                    public String type() { return "dowser"; }
                    public Probe create(Settings settings, ProbeContext context) {
                        settings.string("target");
                        return context.blocking((path, timeout) -> {
                            if (java.nio.file.Files.exists(java.nio.file.Path.of("%s"))) HELD.add(new byte[8_000_000]);
                            return ProbeResult.reply(java.time.Duration.ofMillis(1));
                        });
                    }
                }
                """.formatted(
                        temp.resolve("hungry")));
        try (Lab lab = lab("water")) {
            Daemon daemon = lab.startDaemon();
            new Router(lab).awaitAllUp();
            Files.createFile(temp.resolve("hungry"));
            Router.await("the daemon has ended", Router.LONG, () -> !daemon.isAlive());
            assertThat(daemon.lastWords()).contains("java.lang.OutOfMemoryError");

            assertThat(new Visitor(lab.lan()).tcp("198.19.1.1", Addresses.ECHO_PORT))
                    .as("through the routes that stand")
                    .isNotBlank();
            Files.delete(plugins.resolve("dowser.jar"));
            lab.writeConfig(Files.readString(lab.config()).replace(" \"dowser:water\",", ""));
            lab.startDaemon();
            new Router(lab).awaitAllUp();
        }
    }

    private List<String> refusals() throws Exception {
        return Files.exists(told)
                ? Files.readString(told)
                        .lines()
                        .filter(l -> l.contains("REFUSED "))
                        .toList()
                : List.of();
    }

    private static String reload(Lab lab) throws Exception {
        String answer = ControlClient.ask(lab.socket(), "reload");
        assertThat(JsonParser.parseString(answer).isJsonObject()).isTrue();
        return answer;
    }
}
