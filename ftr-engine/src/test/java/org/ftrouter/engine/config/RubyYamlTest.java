// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.ftrouter.api.Family;
import org.ftrouter.api.Settings;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Ruby program's file means what it meant there, read directly or turned into HOCON. */
class RubyYamlTest {
    private static final Path RUBY = Path.of("src/test/resources/config/ruby.yml");
    private static final Path SYMBOLS = Path.of("src/test/resources/config/ruby-symbols.yml");

    @TempDir
    private Path folder;

    @Test
    void tablesPrioritiesAndMarksAreThoseOfTheOldProgram() {
        Configuration configuration = load(RUBY);

        assertThat(configuration.layout())
                .isEqualTo(new Layout(0xffffffff, 199, 4, 31000, 31100, 40003, 40000, 40006, 40007));
        assertThat(uplinks(configuration)).extracting(Uplink::table).containsExactly(1, 2, 3);
        assertThat(uplinks(configuration)).extracting(Uplink::mark).containsExactly(1, 2, 3);
        assertThat(uplinks(configuration)).extracting(Uplink::probeMark).containsExactly(4, 5, 6);
    }

    @Test
    void uplinksKeepTheirOrderDescriptionGroupAndWeight() {
        List<Uplink> uplinks = uplinks(load(RUBY));

        assertThat(uplinks).extracting(Uplink::name).containsExactly("eth1", "eth2", "ppp0");
        assertThat(uplinks).extracting(Uplink::weight).containsExactly(1, 2, 1);
        assertThat(uplinks)
                .extracting(Uplink::priority)
                .containsExactly(OptionalInt.of(1), OptionalInt.of(1), OptionalInt.empty());
        assertThat(uplinks.get(0).description()).isEqualTo("Example Provider 1");
        assertThat(uplinks.get(2).dynamic(Family.IPV4)).isTrue();
    }

    @Test
    void oneGoodRoundBringsAnUplinkBackAtOnce() {
        ProbeConfig probe = load(RUBY).uplinks().get(0).probe();

        assertThat(probe.targets()).hasSize(6).extracting(PluginConfig::type).containsOnly("icmp");
        assertThat(probe.required()).isEqualTo(4);
        assertThat(probe.interval()).isEqualTo(Duration.ofSeconds(60));
        assertThat(probe.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(probe.confirmTries()).isEqualTo(6);
        assertThat(probe.rise()).isEqualTo(1);
        assertThat(probe.holdUp()).isZero();
        assertThat(probe.flapGuard().hold()).isZero();
    }

    @Test
    void connectionsWaitForTheirUplinkAsBefore() {
        assertThat(ConfigurationLoader.load(RUBY).configuration().orElseThrow().uplinks())
                .isNotEmpty()
                .allMatch(u -> u.leaving().onDown().action() == OnDown.Action.KEEP);
    }

    @Test
    void aLongIntervalIsKeptWithAWarning() {
        assertThat(ConfigurationLoader.load(RUBY).problems().list())
                .extracting(Problem::code)
                .containsExactly("C601");
    }

    @Test
    void logAndMailAreTakenOver() {
        Configuration configuration = load(RUBY);
        Settings email = configuration.notifiers().get(0).settings();

        assertThat(configuration.log().file()).hasValue(Path.of("/var/log/fault_tolerant_router.log"));
        assertThat(configuration.log().maxBytes()).isEqualTo(1024000);
        assertThat(email.string("from")).isEqualTo("router@example.org");
        assertThat(email.strings("to")).containsExactly("one@example.org", "two@example.org");
        assertThat(email.section("smtp").integer("port", 0, 1, 65535)).isEqualTo(587);
        assertThat(email.section("smtp").string("tls")).isEqualTo("starttls");
        assertThat(email.section("smtp").secret("password").orElseThrow().reveal())
                .isEqualTo("sword#fish");
    }

    @Test
    void earlyFilesWithSymbolsAndDefaultRouteAreUnderstood() {
        Configuration configuration = load(SYMBOLS);
        List<Uplink> uplinks = uplinks(configuration);

        assertThat(uplinks).extracting(Uplink::name).containsExactly("eth1", "eth1-2", "eth2");
        assertThat(uplinks)
                .extracting(Uplink::priority)
                .containsExactly(OptionalInt.of(1), OptionalInt.empty(), OptionalInt.of(1));
        assertThat(configuration.downlinks()).isEqualTo(new Downlinks(List.of("eth0"), List.of("eth3")));
        assertThat(configuration.uplinks().get(0).probe().confirmTries()).isEqualTo(8);
        assertThat(configuration.log().file()).hasValue(Path.of("/tmp/ftr.log"));
        assertThat(configuration.notifiers()).isEmpty();
    }

    @Test
    void mailCanBeTestedThoughItIsNotToBeSent() {
        Loaded loaded = ConfigurationLoader.toTestMail().load(SYMBOLS, UplinkIds.none());

        Settings email = loaded.configuration().orElseThrow().notifiers().get(0).settings();

        assertThat(email.strings("to")).containsExactly("noc@example.org");
        assertThat(email.section("smtp").string("tls")).isEqualTo("none");
    }

    @Test
    void theHoconMadeOfItLoadsToTheSameConfiguration() throws IOException {
        for (Path yaml : List.of(RUBY, SYMBOLS)) {
            ConfigImport.Imported imported = ConfigImport.toHocon(yaml);
            Path hocon = write("ftr.conf", imported.hocon().orElseThrow());
            Configuration expected = load(yaml);
            Configuration actual = load(hocon);

            assertThat(actual.uplinks())
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("probe.targets")
                    .isEqualTo(expected.uplinks());
            assertThat(actual.layout()).isEqualTo(expected.layout());
            assertThat(actual.downlinks()).isEqualTo(expected.downlinks());
            assertThat(actual.log()).isEqualTo(expected.log());
            assertThat(targets(actual)).isEqualTo(targets(expected));
            assertThat(actual.routes())
                    .extracting(PluginConfig::settings)
                    .isEqualTo(expected.routes().stream()
                            .map(PluginConfig::settings)
                            .toList());
            assertThat(actual.notifiers()).hasSameSizeAs(expected.notifiers());
        }
    }

    @Test
    void thePasswordGoesToAFileAndNeverIntoTheText() throws IOException {
        ConfigImport.Imported imported = ConfigImport.toHocon(RUBY);
        String text = imported.hocon().orElseThrow();
        Path secrets = Files.createDirectory(folder.resolve("secrets"));
        Files.createFile(
                secrets.resolve("smtp-password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secrets.resolve("smtp-password"), imported.secrets().get("smtp-password"));

        Loaded loaded = ConfigurationLoader.load(write("ftr.conf", text));
        Settings smtp = loaded.configuration()
                .orElseThrow()
                .notifiers()
                .get(0)
                .settings()
                .section("smtp");

        assertThat(text).doesNotContain("fish");
        assertThat(smtp.secret("password").orElseThrow().reveal()).isEqualTo("sword#fish");
        assertThat(loaded.problems().list()).isEmpty();
    }

    @Test
    void theExamplesLoadWithoutAnError() throws IOException {
        Path hocon = write("ftr.conf", ConfigurationLoader.example());
        Path yaml = write("old.conf", ConfigurationLoader.rubyExample());

        assertThat(ConfigurationLoader.load(hocon).problems().list()).isEmpty();
        assertThat(ConfigurationLoader.load(yaml).problems().list())
                .extracting(Problem::code)
                .containsExactly("C601");
    }

    @Test
    void hoconIsNotTakenForYaml() {
        assertThat(RubyYaml.isIn("uplinks {\n}\n")).isFalse();
        assertThat(RubyYaml.isIn("{\n  \"uplinks\": {\n  }\n}\n")).isFalse();
        assertThat(RubyYaml.isIn("# comment\n\nuplinks:\n- interface: eth1\n")).isTrue();
    }

    @Test
    void hoconIsNotImported() throws IOException {
        ConfigImport.Imported imported = ConfigImport.toHocon(write("ftr.conf", ConfigurationLoader.example()));

        assertThat(imported.hocon()).isEmpty();
        assertThat(imported.problems().list()).extracting(Problem::code).containsExactly("C603");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Configuration load(Path file) {
        Loaded loaded = new ConfigurationLoader(Map.of()).load(file, UplinkIds.none());
        return loaded.configuration()
                .orElseThrow(() -> new AssertionError(loaded.problems().list().toString()));
    }

    private static List<Uplink> uplinks(Configuration configuration) {
        return configuration.uplinks().stream().map(UplinkConfig::uplink).toList();
    }

    private static List<Settings> targets(Configuration configuration) {
        return configuration.uplinks().stream()
                .flatMap(u -> u.probe().targets().stream())
                .map(PluginConfig::settings)
                .toList();
    }
}
