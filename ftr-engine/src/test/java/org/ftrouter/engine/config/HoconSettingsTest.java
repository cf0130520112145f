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
import org.ftrouter.api.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plugin sees of the configuration. */
class HoconSettingsTest {
    private enum Colour {
        RED,
        DARK_BLUE
    }

    @TempDir
    private Path folder;

    private Path credentials = Path.of("");
    private Loaded loaded = new Loaded(java.util.Optional.empty(), java.util.Optional.empty(), new Problems());

    @BeforeEach
    void makeFolders() throws IOException {
        credentials = Files.createDirectory(folder.resolve("credentials"));
        Files.createDirectory(folder.resolve("secrets"));
    }

    @Test
    void valuesHaveTheTypesOfTheirKeys() throws IOException {
        Settings settings = plugin(
                "text = hello, list = [ a, b ], number = 0x10, ratio = 5%, on = yes, time = 1500ms, colour = dark-blue, "
                        + "ip = 192.0.2.1, block { inner = 3 }, blocks = [ { a = 1 }, { a = 2 } ]");

        assertThat(settings.string("text")).isEqualTo("hello");
        assertThat(settings.strings("list")).containsExactly("a", "b");
        assertThat(settings.strings("text")).containsExactly("hello");
        assertThat(settings.integer("number", 0, 0, 20)).isEqualTo(16);
        assertThat(settings.ratio("ratio", 0, 0, 1)).isEqualTo(0.05);
        assertThat(settings.flag("on", false)).isTrue();
        assertThat(settings.duration("time", Duration.ZERO, Duration.ZERO, Duration.ofDays(1)))
                .hasMillis(1500);
        assertThat(settings.choice("colour", Colour.class, Colour.RED)).isEqualTo(Colour.DARK_BLUE);
        assertThat(settings.address("ip").orElseThrow().getHostAddress()).isEqualTo("192.0.2.1");
        assertThat(settings.section("block").integer("inner", 0, 0, 9)).isEqualTo(3);
        assertThat(settings.sections("blocks"))
                .extracting(s -> s.integer("a", 0, 0, 9))
                .containsExactly(1, 2);
        assertThat(settings.place("text")).isEqualTo("ftr.conf:2");
        assertThat(codes()).isEmpty();
    }

    @Test
    void missingKeysGiveTheirFallback() throws IOException {
        Settings settings = plugin("");

        assertThat(settings.has("x")).isFalse();
        assertThat(settings.string("x", "y")).isEqualTo("y");
        assertThat(settings.strings("x")).isEmpty();
        assertThat(settings.integer("x", 7, 8, 9)).isEqualTo(7);
        assertThat(settings.section("x").flag("y", true)).isTrue();
        assertThat(settings.secret("x")).isEmpty();
        assertThat(codes()).isEmpty();
        assertThat(settings.string("x")).isEmpty();
        assertThat(codes()).containsExactly("C102");
    }

    @Test
    void wrongValuesAreReportedTogetherAndNeverThrown() throws IOException {
        Settings settings =
                plugin("number = many, ratio = 120%, on = perhaps, time = 5, colour = gren, ip = localhost, block = 3");

        settings.integer("number", 0, 0, 9);
        settings.ratio("ratio", 0, 0, 1);
        settings.flag("on", true);
        settings.duration("time", Duration.ZERO, Duration.ZERO, Duration.ofDays(1));
        settings.choice("colour", Colour.class, Colour.RED);
        settings.address("ip");
        settings.section("block").string("inner");
        settings.problem("number", "is odd");

        assertThat(codes()).containsExactlyInAnyOrder("C202", "C207", "C203", "C204", "C201", "C206", "C103", "C500");
    }

    @Test
    void oneMistakeIsToldOnce() throws IOException {
        Settings settings = plugin("time = [ 5s ], colour = [ red ], number = [ 1 ]");

        settings.duration("time", Duration.ZERO, Duration.ZERO, Duration.ofDays(1));
        settings.choice("colour", Colour.class, Colour.RED);
        settings.integer("number", 0, 0, 9);

        assertThat(codes()).containsExactly("C103", "C103", "C103");
    }

    @Test
    void whatIsOddIsShownWithItsPlaceAndTheConfigurationIsUsed() throws IOException {
        plugin("program = /nowhere").warning("program", "is '/nowhere', which is not there: put it there");

        assertThat(codes()).containsExactly("C501");
        assertThat(loaded.problems().hasErrors()).isFalse();
        assertThat(new ProblemPrinter(folder).print(loaded.problems().list()))
                .contains(
                        "ftr.conf:2: warning: 'notify[1].program' is '/nowhere', which is not ", "there: put it there");
    }

    /** Also an invisible character that takes two places, and a C1 control in front of the value. */
    @Test
    void aLineIsShownInItsColumnsWithoutWhatATerminalObeys() throws IOException {
        HoconSettings settings = plugin("text = \"a\u009b2J\u202e\udb40\udc41\", number = many");

        settings.integer("number", 0, 0, 9);
        String shown = new ProblemPrinter(folder).print(loaded.problems().list());

        assertThat(shown)
                .contains("text = \"a?2J???\", number = many }")
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n]]");
        String line =
                shown.lines().filter(l -> l.contains("many }")).findFirst().orElseThrow();
        String marks = shown.lines().filter(l -> l.contains("^")).findFirst().orElseThrow();
        assertThat(marks.indexOf('^')).isEqualTo(line.indexOf("many }"));
    }

    @Test
    void keysThatNobodyReadAreProblemsWithASuggestion() throws IOException {
        HoconSettings settings = plugin("timeot = 3s, smtp { hots = x }, known = 1");

        settings.integer("known", 0, 0, 9);
        settings.duration("timeout", Duration.ZERO, Duration.ZERO, Duration.ofDays(1));
        settings.section("smtp").string("host", "");
        settings.reportUnread();

        assertThat(loaded.problems().list())
                .extracting(p -> p.key() + " " + p.hint())
                .containsExactlyInAnyOrder(
                        "notify[1].timeot did you mean 'timeout'?", "notify[1].smtp.hots did you mean 'host'?");
    }

    @Test
    void secretsComeFromTheCredentialsOfTheServiceFirst() throws IOException {
        secret(credentials.resolve("pw"), "from systemd\n", "rw-r--r--");
        secret(folder.resolve("secrets/pw"), "from folder\n\n", "rw-------");

        assertThat(plugin("password-file = pw").secret("password").orElseThrow().reveal())
                .isEqualTo("from systemd");
        Files.delete(credentials.resolve("pw"));
        assertThat(plugin("password-file = pw").secret("password").orElseThrow().reveal())
                .isEqualTo("from folder\n");
        assertThat(codes()).isEmpty();
    }

    @Test
    void aSecretFileOpenToOthersEarnsAWarning() throws IOException {
        secret(folder.resolve("secrets/pw"), "swordfish", "rw-r-----");

        assertThat(plugin("password-file = pw").secret("password")).isPresent();
        assertThat(codes()).containsExactly("C310");
        assertThat(loaded.problems().hasErrors()).isFalse();
    }

    @Test
    void aMissingSecretFileIsAnError() throws IOException {
        assertThat(plugin("password-file = pw").secret("password")).isEmpty();
        assertThat(codes()).containsExactly("C301");
        assertThat(plugin("password-file = \"a\\u0000b\"").secret("password")).isEmpty();
        assertThat(codes()).containsExactly("C301");
    }

    @Test
    void aLiteralSecretEarnsAWarningAndIsNeverShown() throws IOException {
        HoconSettings settings = plugin("password = swordfish, colour = gren, passwort = swordfish2");

        assertThat(settings.secret("password").orElseThrow().reveal()).isEqualTo("swordfish");
        settings.choice("colour", Colour.class, Colour.RED);
        settings.reportUnread();
        String shown = new ProblemPrinter(folder).print(loaded.problems().list())
                + loaded.problems().list()
                + settings
                + loaded;

        assertThat(codes()).contains("C302", "C101", "C201");
        assertThat(shown).doesNotContain("swordfish");
    }

    @Test
    void anUplinkIsFoundByItsNameAndAnotherNameIsReportedWithItsPlaceAndTheKnownOnes() throws IOException {
        assertThat(plugin("via = fibre").uplink("via").orElseThrow().device()).isEqualTo("eth1");
        assertThat(plugin("").uplink("via")).isEmpty();
        assertThat(codes()).isEmpty();
        assertThat(plugin("via = fiber").uplink("via")).isEmpty();

        assertThat(new ProblemPrinter(folder).print(loaded.problems().list()))
                .contains("ftr.conf:2: error: 'notify[1].via' is 'fiber', and there is no such", "allowed: fibre");
    }

    @Test
    void wordsOneOrTwoSlipsAwayAreSuggested() {
        assertThat(Suggestion.distance("gatway", "gateway")).isEqualTo(1);
        assertThat(Suggestion.distance("weigth", "weight")).isEqualTo(1);
        assertThat(Suggestion.of("gatway", List.of("address", "gateway"))).hasValue("gateway");
        assertThat(Suggestion.of("tier", List.of("id", "probe"))).isEmpty();
    }

    private void secret(Path file, String text, String rights) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }

    private HoconSettings plugin(String keys) throws IOException {
        Path file = folder.resolve("ftr.conf");
        Files.writeString(file, "uplinks { fibre { interface = eth1 } }\nnotify = [ { type = test, " + keys + " } ]\n");
        var environment = Map.of("CREDENTIALS_DIRECTORY", credentials.toString());
        loaded = new ConfigurationLoader(environment).load(file, UplinkIds.none());
        return (HoconSettings) loaded.configuration()
                .orElseThrow(() -> new AssertionError(loaded.problems().list().toString()))
                .notifiers()
                .get(0)
                .settings();
    }

    private List<String> codes() {
        return loaded.problems().list().stream().map(Problem::code).toList();
    }
}
