// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.probe.Inconclusive;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.Layout;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.ManualTicker;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.config.ReadKey;
import org.ftrouter.engine.plugin.PluginInfo.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginCatalogTest {
    @TempDir
    static Path jars;

    @TempDir
    Path temp;

    private Path folder;
    private PluginCatalog catalog;

    @BeforeAll
    static void thirdPartiesBuildTheirPlugins() throws Exception {
        ThirdParty.probe(jars).jar(jars.resolve("spoon.jar"));
        ThirdParty.route(jars).jar(jars.resolve("paper.jar"));
        ThirdParty.notifier(jars).jar(jars.resolve("pigeon.jar"));
    }

    @BeforeEach
    void theAdministratorDropsThemIntoTheFolder() throws Exception {
        folder = Files.createDirectory(temp.resolve("plugins"));
        Files.copy(jars.resolve("spoon.jar"), folder.resolve("spoon.jar"));
        Files.copy(
                jars.resolve("paper.jar"),
                Files.createDirectory(folder.resolve("paper")).resolve("paper.jar"));
        Files.copy(jars.resolve("pigeon.jar"), folder.resolve("pigeon.jar"));
    }

    @AfterEach
    void close() {
        if (catalog != null) {
            catalog.close();
        }
    }

    @Test
    void jarsOfEveryKindAreFoundAndNamed() {
        load();

        assertThat(catalog.plugins())
                .filteredOn(info -> info.jar().isPresent())
                .extracting(info -> info.kind().orElseThrow().word() + " " + info.type() + " "
                        + info.version().orElse("?") + " " + info.state() + " "
                        + folder.relativize(info.jar().orElseThrow()))
                .containsExactly(
                        "probe spoon 0.4.1 IDLE spoon.jar",
                        "route paper 0.4.1 IDLE paper/paper.jar",
                        "notify pigeon 0.4.1 IDLE pigeon.jar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"description = \\u12x\n", "example = {{ no HOCON\n"})
    void aPluginWhoseTextsAreMalformedShowsItsKeysAllTheSame(String texts) throws Exception {
        Path jar = temp.resolve("other");
        ThirdParty.probe(Files.createDirectory(jar))
                .resource("META-INF/ftr/probe.spoon.properties", "target = Whom to ask.\n" + texts)
                .jar(folder.resolve("spoon.jar"));
        load();

        PluginManual manual = catalog.manuals("spoon", "en").get(0);

        assertThat(manual.keys()).extracting(ReadKey::key).contains("target");
        assertThat(manual.texts()).containsEntry("target", "Whom to ask.");
    }

    @Test
    void whatIsNamedInAConfigurationIsActive() {
        load();
        probe("throw");

        assertThat(catalog.plugins())
                .filteredOn(info -> info.state() == State.ACTIVE)
                .extracting(PluginInfo::type)
                .containsExactly("spoon");
    }

    @Test
    void aForeignProbeIsAsked() throws Exception {
        load();

        assertThat(probe("java.lang.String")).isEqualTo(ProbeResult.reply(Duration.ofMillis(7)));
        assertThat(probe("org.ftrouter.api.Settings")).isEqualTo(ProbeResult.reply(Duration.ofMillis(7)));
    }

    @Test
    void aPluginSeesNeitherTheEngineNorALibraryOfItsNorAnotherPlugin() throws Exception {
        load();

        for (String name : List.of(
                "org.ftrouter.engine.plugin.PluginCatalog",
                "com.typesafe.config.Config",
                "org.apache.logging.log4j.LogManager",
                "paper.PaperFactory",
                "pigeon.PigeonFactory")) {
            assertThat(probe(name)).isEqualTo(ProbeResult.noReply("cannot see " + name));
        }
    }

    @Test
    void theContextClassLoaderIsThePluginsDuringACallAndOursAfterIt() throws Exception {
        load();
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        assertThat(probe("loader")).isEqualTo(ProbeResult.noReply("true"));
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void theStateFolderIsPrivateToThePlugin() throws Exception {
        load();

        Path state = Path.of(((NoReply) probe("folder")).reason());

        assertThat(state).isEqualTo(temp.resolve("state/probe/spoon")).isDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
    }

    @Test
    void whateverAProbeDoesWrongIsInconclusive() throws Exception {
        load();

        assertThat(reason("throw")).contains("probe 'spoon' (", "spoon.jar) failed:", "bent");
        assertThat(reason("error")).contains("StackOverflowError");
        assertThat(reason("null")).contains("no result was given");
    }

    @Test
    void aHangingProbeIsAbandoned() throws Exception {
        load();

        assertThat(reason("hang")).isEqualTo("the probe did not return within its timeout");
    }

    @Test
    void aProbeThatCannotBeMadeIsAProblemOfTheConfiguration() throws Exception {
        load();
        TestSettings refusing = TestSettings.of("target", "refuse");
        TestSettings nothing = TestSettings.of("target", "nothing");

        catalog.probe(config("spoon", refusing));
        catalog.probe(config("spoon", nothing));

        assertThat(refusing.problems()).singleElement().asString().contains("target: ", "spoon.jar", "no spoon today");
        assertThat(nothing.problems()).singleElement().asString().contains("no probe was made");
    }

    @Test
    void anUnknownTypeIsAProblemWithASuggestion() {
        load();
        TestSettings settings = TestSettings.of("type", "papper");

        RouteBackend standIn = catalog.route(config("papper", settings));

        assertThat(settings.problems())
                .singleElement()
                .asString()
                .startsWith("type: is 'papper', and there is no such route plugin; known: ")
                .endsWith("did you mean 'paper'?");
        assertThatThrownBy(() -> standIn.apply(plan())).isInstanceOf(RouteException.class);
    }

    @Test
    void aForeignBackendRendersAndRefuses() {
        load();
        RouteBackend good = catalog.route(config("paper", TestSettings.of()));
        RouteBackend bad = catalog.route(config("paper", TestSettings.of("fails", true)));

        assertThat(good.render(plan())).isEqualTo("draw 0 arrows on gw1");
        assertThatThrownBy(() -> good.apply(plan())).hasMessage("wet");
        assertThatThrownBy(() -> bad.apply(plan()))
                .isInstanceOf(RouteException.class)
                .hasMessageContaining("route 'paper' (")
                .hasMessageContaining("torn");
        assertThatThrownBy(() -> bad.render(plan()))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("no text was given");
    }

    @Test
    void aForeignNotifierDelivers() throws Exception {
        load();
        Path perch = temp.resolve("perch");

        catalog.notifier(config("pigeon", TestSettings.of("to", perch.toString())))
                .send(notice());

        assertThat(perch).hasContent("TEST hello");
        assertThatThrownBy(() -> catalog.notifier(config("pigeon", TestSettings.of("to", "")))
                        .send(notice()))
                .isInstanceOf(NotifyException.class)
                .hasMessageContaining("pigeon.jar")
                .hasMessageContaining("lost");
    }

    @Test
    void aTruncatedJarIsRefusedAndTheOthersWork() throws Exception {
        byte[] whole = Files.readAllBytes(folder.resolve("spoon.jar"));
        Files.write(folder.resolve("half.jar"), java.util.Arrays.copyOf(whole, whole.length / 2));
        load();

        assertThat(refused("half.jar")).startsWith("is not a whole jar: ");
        assertThat(catalog.types(PluginKind.PROBE)).contains("spoon");
    }

    @Test
    void aJarWithoutPluginIsRefused() throws Exception {
        new ForeignPlugin(temp).source("x/Y", "package x; class Y {}").jar(folder.resolve("library.jar"));
        load();

        assertThat(refused("library.jar"))
                .startsWith("holds no plugin: none of the files META-INF/services/org.ftr")
                .endsWith("a library goes with the plugin that needs it into one folder, plugins/NAME/");
    }

    @Test
    void aSecondPluginOfTheSameTypeIsRefused() throws Exception {
        Files.copy(folder.resolve("spoon.jar"), folder.resolve("tablespoon.jar"));
        load();

        assertThat(refused("tablespoon.jar"))
                .isEqualTo("there is a probe 'spoon' (" + folder.resolve("spoon.jar")
                        + ") already; remove one of the two");
    }

    @Test
    void aMissingProviderClassIsNamed() throws Exception {
        new ForeignPlugin(temp)
                .source("x/Y", "package x; class Y {}")
                .provides(ProbeFactory.class, "x.Z")
                .jar(folder.resolve("lost.jar"));
        load();

        assertThat(refused("lost.jar")).contains("Provider x.Z not found");
    }

    @Test
    void aJarBuiltForAnotherApiIsRefused() throws Exception {
        Path other = new ForeignPlugin(temp)
                .source(
                        "org/ftrouter/api/probe/ProbeFactory",
                        "package org.ftrouter.api.probe; public interface ProbeFactory { String kind(); }")
                .classes();
        new ForeignPlugin(temp)
                .against(other)
                .source("old/Old", """
                        package old;
                        public final class Old implements org.ftrouter.api.probe.ProbeFactory {
                            public String kind() { return "old"; }
                        }
                        """)
                .provides(ProbeFactory.class, "old.Old")
                .jar(folder.resolve("old.jar"));
        load();

        assertThat(refused("old.jar"))
                .startsWith("it does not fit this version of the plugin API, or lacks a class: ")
                .contains("AbstractMethodError");
    }

    @Test
    void aJarThatOthersCouldChangeIsRefused() throws Exception {
        Files.setPosixFilePermissions(folder.resolve("pigeon.jar"), PosixFilePermissions.fromString("rw-rw-r--"));
        load();

        assertThat(refused("pigeon.jar"))
                .isEqualTo(folder.resolve("pigeon.jar") + " is writable by others (mode 664); run: chmod go-w "
                        + folder.resolve("pigeon.jar"));
        assertThat(catalog.types(PluginKind.NOTIFIER)).doesNotContain("pigeon");
    }

    @Test
    void anUnknownTypeMentionsTheJarsThatWereRefused() throws Exception {
        Files.setPosixFilePermissions(folder.resolve("pigeon.jar"), PosixFilePermissions.fromString("rw-rw-r--"));
        load();
        TestSettings settings = TestSettings.of();

        catalog.notifier(config("pigeon", settings));

        assertThat(settings.problems()).singleElement().asString().contains("refused: pigeon.jar: ", "chmod go-w");
    }

    @Test
    void aMissingFolderHoldsNoPlugins() {
        folder = temp.resolve("nowhere");
        load();

        assertThat(catalog.plugins()).noneMatch(info -> info.jar().isPresent());
    }

    private void load() {
        catalog = PluginCatalog.load(new PluginHost(List.of(folder), temp.resolve("state"), new ManualTicker(), "gw1"));
    }

    private String refused(String jar) {
        return catalog.plugins().stream()
                .filter(info -> info.state() == State.REFUSED && info.type().equals(jar))
                .findFirst()
                .orElseThrow()
                .why();
    }

    private String reason(String target) throws Exception {
        return ((Inconclusive) probe(target)).reason();
    }

    private ProbeResult probe(String target) {
        try {
            return catalog.probe(config("spoon", TestSettings.of("target", target)))
                    .probe(path(), Duration.ofMillis(target.equals("hang") ? 50 : 20_000))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static PluginConfig config(String type, TestSettings settings) {
        return new PluginConfig(type, type, settings, "test.conf:1");
    }

    private static org.ftrouter.api.Path path() throws Exception {
        var uplink = new Uplink(
                "a", "eth1", "", Set.of(Family.IPV4), List.of(), List.of(), 1, OptionalInt.of(1), 100, 256, 512);
        return new org.ftrouter.api.Path(uplink, Family.IPV4, InetAddress.getByName("192.0.2.2"), Optional.empty());
    }

    private static RoutePlan plan() {
        return new RoutePlan(
                new Layout(0xff00, 199, 200, 1, 2, 3, 4, 5, 6),
                new Downlinks(List.of(), List.of()),
                List.of(),
                List.of(),
                List.of());
    }

    static Notice notice() {
        return new Notice(
                "1",
                "1",
                "test",
                "TEST",
                Severity.INFO,
                Instant.EPOCH,
                "gw1",
                Optional.empty(),
                Map.of(),
                Map.of("en", new Notice.Text("hello", "hello\n")));
    }
}
