// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.ftrouter.engine.config.ConfigurationLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    Path temp;

    private Path config;

    @BeforeEach
    void aConfiguration() throws IOException {
        config = temp.resolve("ftr.conf");
        Files.writeString(config, """
                uplinks {
                  fibre { interface = eth1, address = 192.0.2.2, gateway = 192.0.2.1, priority = 1 }
                  lte   { interface = ppp0, priority = 2 }
                }
                probe { targets = [ "ok:1" ], required = 1 }
                route = [ { type = paper } ]
                notify = [ { type = pigeon, to = loft }, { type = pigeon, name = lost } ]
                """);
    }

    @Test
    void theVersionIsPrinted() {
        assertThat(Run.ftr("version").out()).matches("ftr \\d+\\.\\d+\\S*\\n");
        assertThat(Run.ftr("--debug", "version").out()).matches("ftr \\d+\\.\\d+\\S*\\n");
    }

    @Test
    void withoutACommandHelpGoesToStandardErrorAndTheExitCodeIs2() {
        Run run = Run.ftr();

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Usage: ftr", "check-config", "monitor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "monitor",
                "check-config",
                "config",
                "generate",
                "simulate",
                "test-notification",
                "cleanup",
                "drain",
                "undrain"
            })
    void helpFitsInto80Columns(String command) {
        Run english = command.isEmpty() ? Run.ftr("help") : Run.ftr("help", command);
        Run italian = command.isEmpty() ? Run.ftr("help", "--lang=it") : Run.ftr(command, "--help", "--lang", "it");

        assertThat(english.code()).isZero();
        assertThat(english.out().lines()).isNotEmpty().allMatch(line -> line.length() <= 80);
        assertThat(italian.out().lines()).isNotEmpty().allMatch(line -> line.length() <= 80);
        assertThat(italian.out()).startsWith("Uso: ftr").contains("Opzioni:");
    }

    @Test
    void aMistypedCommandIsUsageWithASuggestion() {
        Run run = Run.ftr("check-confg");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("""
                        error: 'check-confg' is not understood here; did you mean 'check-config'?
                        See: ftr --help
                        """);
    }

    @Test
    void wrongOptionsAreExplained() {
        assertThat(Run.ftr("status", "--jsn").err()).startsWith("error: there is no option '--jsn'");
        assertThat(Run.ftr("status", "--config").err()).startsWith("error: --config needs a value");
        assertThat(Run.ftr("status", "--json", "--json").err()).startsWith("error: --json may be given only once");
        assertThat(Run.ftr("generate").err()).startsWith("error: WHAT is missing");
        assertThat(Run.ftr("help", "me").code()).isEqualTo(2);
    }

    @Test
    void whatAWrongUrlHoldsIsNotPrinted() throws IOException {
        Path wrong = Files.writeString(temp.resolve("wrong.conf"), """
                uplinks { fibre { interface = eth1 } }
                notify = [
                  { type = webhook, url = "htps://hooks.slack.com/services/T000/TOKEN" }
                  { type = mqtt, broker = "http://user:PASSWORD@broker.example.org" }
                ]
                """);

        Run run = Run.ftr("check-config", wrong.toString());

        assertThat(run.code()).isEqualTo(78);
        assertThat(run.err())
                .contains("'htps://***' is not allowed", "'http://***' is not allowed")
                .doesNotContain("TOKEN", "PASSWORD");
    }

    @Test
    void aStateFolderThatCannotBeMadeIsNoFaultOfThePlugin() throws IOException {
        Path real = Files.writeString(temp.resolve("real.conf"), """
                uplinks { fibre { interface = eth1 } }
                route = [ { type = multipath } ]
                """);

        Run run = Run.ftr("cleanup", "--config=" + real, "--state=" + real);

        assertThat(run.err())
                .isEqualTo("error: multipath: the state folder " + real + "/route/multipath cannot be made:"
                        + " Not a directory\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"monitor", "check-config", "cleanup", "version", "reload", "generate", "lab down"})
    void jsonIsNotTakenByACommandThatPrintsNone(String command) {
        String argument = command.equals("generate") ? " config" : "";
        Run after = Run.ftr((command + argument + " --json").split(" "));
        Run before = Run.ftr(("--json " + command + argument).split(" "));

        assertThat(after)
                .isEqualTo(new Run(2, "", "error: there is no option '--json'\nSee: ftr " + command + " --help\n"));
        assertThat(before).isEqualTo(new Run(2, "", "error: 'ftr " + command + "' prints no JSON\n"));
        assertThat(Run.ftr((command + " --help").split(" ")).out())
                .contains("--no-color")
                .doesNotContain("--json");
    }

    @Test
    void anOptionThatDoesNothingForWhatIsGeneratedIsRefused() throws IOException {
        Path real = Files.writeString(temp.resolve("real.conf"), "uplinks { fibre { interface = eth1 } }");
        String example = "error: --with-filter-example does nothing for '%s'; leave it out\n";

        assertThat(Run.ftr("generate", "multipath", "--with-filter-example", "--config=" + real))
                .isEqualTo(new Run(2, "", String.format(example, "multipath")));
        assertThat(Run.ftr("generate", "config", "--with-filter-example"))
                .isEqualTo(new Run(2, "", String.format(example, "config")));
        assertThat(Run.ftr("generate", "config", "--check=rules"))
                .isEqualTo(new Run(2, "", "error: --check does nothing for 'config'; leave it out\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "doctor", "plugins", "plugins show", "simulate"})
    void jsonIsOfferedByACommandThatPrintsIt(String command) {
        assertThat(Run.ftr((command + " --help").split(" ")).out()).contains("--json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "monitor --demo", "help"})
    void aLanguageThereAreNoTextsInIsRefused(String command) {
        Run run = Run.ftr((command + " --lang=de").split(" "));

        assertThat(run).isEqualTo(new Run(2, "", "error: 'de' is not possible for --lang; allowed: en, it\n"));
    }

    @Test
    void aValidConfigurationIsCalledSo() {
        Run run = Run.ftr("check-config", config.toString());

        assertThat(run).isEqualTo(new Run(0, config + " is valid.\n", ""));
    }

    @Test
    void problemsThatPluginsSeeMakeAConfigurationInvalid() throws IOException {
        Files.writeString(config, Files.readString(config).replace("to = loft", "too = loft"));

        Run run = Run.ftr("--config", config.toString(), "check-config");

        assertThat(run.code()).isEqualTo(78);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("'notify[1].too'", "did you mean 'to'?", "1 error");
    }

    @Test
    void whatIsWrongWithPluginsIsSaidThoughMoreIsWrong() throws IOException {
        Files.writeString(config, """
                mode = activ
                uplinks { fibre { interface = "no good" } }
                probe { targets = [ "icmpp:192.0.2.9" ], required = 1 }
                route = [ { type = multipath, tables = 253 }, { name = lacks-its-type, x = 1 } ]
                notify = [ { type = webhook, url = "https://example.org/", via = fibre }, { type = webhok } ]
                """);

        Run run = Run.ftr("check-config", config.toString());

        assertThat(run.code()).isEqualTo(78);
        assertThat(words(run.err()))
                .contains(
                        "'mode' is 'activ'",
                        "'no good' cannot be the name of an interface",
                        "'icmpp', and there is no such probe plugin",
                        "unknown setting 'route[1].tables'",
                        "'route[2]' lacks 'type'",
                        "'webhok', and there is no such notify plugin",
                        "6 errors");
    }

    @Test
    void aPasswordFileThatIsNotThereIsOneError() throws IOException {
        Files.writeString(config, """
                uplinks { fibre { interface = eth1 } }
                notify = [ { type = email, from = "a@example.org", to = "b@example.org"
                  smtp { host = h, user = u, password-file = nofile } } ]
                """);

        assertThat(words(Run.ftr("check-config", config.toString()).err()))
                .contains("nofile' cannot be read")
                .endsWith(" 1 error, no warnings. ");
    }

    @Test
    void aFolderIsNamedThoughNoNameWasGiven() {
        assertThat(words(Run.ftr("check-config", "").err()))
                .startsWith(Path.of("").toAbsolutePath() + ": error: is a folder, not a file");
    }

    /** Without line breaks and codes. */
    private static String words(String text) {
        return text.replaceAll("\\[C\\d+]", "").replaceAll("\\s+", " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[ ]", "[ { type = iptables } ]", "[ { type = nftables }, { type = iptables } ]"})
    void routesThatNothingMakesAreWarnedOf(String route) throws IOException {
        String head = "uplinks { fibre { interface = eth1 } }\nroute = " + route;
        Files.writeString(config, head);
        Run alone = Run.ftr("check-config", config.toString());
        Files.writeString(config, head.replaceFirst("\\[", "[ { type = multipath }, "));
        Run with = Run.ftr("check-config", config.toString());
        Files.writeString(config, head + "\nmode = observe");
        Run observing = Run.ftr("check-config", config.toString());

        assertThat(alone.code()).isZero();
        assertThat(alone.out()).endsWith(" is valid.\n");
        assertThat(words(alone.err())).contains("nothing in 'route' makes routes", "add { type = multipath }");
        assertThat(words(with.err())).doesNotContain("makes routes");
        assertThat(words(observing.err())).doesNotContain("makes routes");
    }

    @Test
    void aMissingConfigurationIsInvalid() {
        Run run = Run.ftr("check-config", temp.resolve("none").toString());

        assertThat(run.code()).isEqualTo(78);
        assertThat(run.err()).contains("none", "there is no such file");
    }

    @Test
    void aBackendsTextGoesToStandardOutputAndRemarksToStandardError() {
        Run run = Run.ftr("generate", "paper", "-c", config.toString());

        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("fibre via 192.0.2.1\n");
        assertThat(run.err()).isEqualTo("lte: its address is learnt while running, so its routes are not shown\n");
    }

    @Test
    void theFilterExampleIsASettingOfTheBackend() {
        Run run = Run.ftr("generate", "paper", "--with-filter-example", "-c", config.toString());

        assertThat(run.out()).isEqualTo("fibre via 192.0.2.1\nfilter\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "it"})
    void theExampleConfigurationIsValidButForPluginsThatAreNotHere(String language) throws IOException {
        Run run = Run.ftr("generate", "config", "--lang=" + language);
        Files.writeString(config, run.out());

        assertThat(run.code()).isZero();
        assertThat(ConfigurationLoader.load(config).problems().list()).isEmpty();
    }

    @Test
    void aRubyConfigurationIsTurnedIntoOurs() throws IOException {
        Path old = Files.writeString(
                temp.resolve("old.yml"), ConfigExample.yaml(Texts.in("en")).replace("send: false", "send: true"));
        Path secrets = temp.resolve("secrets");

        Run without = Run.ftr("config", "import", old.toString());
        Run with = Run.ftr("config", "import", "--secrets", secrets.toString(), old.toString());
        Run again = Run.ftr("config", "import", "--secrets", secrets.toString(), old.toString());

        assertThat(without.code()).isZero();
        assertThat(without.out()).contains("uplinks", "192.0.2.1").doesNotContain("password: secret");
        assertThat(without.err()).contains("The secret 'smtp-password' is not in the text");
        assertThat(with.out()).isEqualTo(without.out());
        assertThat(secrets.resolve("smtp-password")).content().isEqualToIgnoringNewLines("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets.resolve("smtp-password"))))
                .isEqualTo("rw-------");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("smtp-password is there already");
    }

    @Test
    void whatCannotBeGeneratedIsUsage() {
        Run run = Run.ftr("generate", "nonsense", "-c", config.toString());

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("error: 'nonsense' cannot be generated; known: config, ")
                .contains("paper");
    }

    @Test
    void aTestNotificationSaysHowItWent() {
        Run one = Run.ftr("test-notification", "lost", "-c", config.toString());
        Run all = Run.ftr("test-notification", "-c", config.toString());

        assertThat(one.code()).isEqualTo(69);
        assertThat(one.out()).matches("lost \\(pigeon\\)\n  send      .* +\\d+ ms  FAILED\n");
        assertThat(one.err())
                .startsWith("error: lost: not delivered: no loft\nThe way there works, but")
                .contains("(ftr.conf:");
        assertThat(all.code()).isEqualTo(69);
        assertThat(all.out())
                .matches("(?s)pigeon \\(pigeon\\)\n  send      .* +\\d+ ms  ok\npigeon: delivered in \\d+ ms\nlost .*");
        assertThat(all.err()).startsWith("error: lost: not delivered: no loft\n");
        assertThat((all.out() + all.err()).lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void anUnknownChannelIsNamedWithTheKnownOnes() {
        Run run = Run.ftr("test-notification", "phone", "-c", config.toString());

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).isEqualTo("error: there is no channel 'phone'; the configuration has: pigeon, lost\n");
    }

    @Test
    void cleanupRemovesWhatTheConfiguredBackendsMade() throws IOException {
        assertThat(Run.ftr("cleanup", "-c", config.toString()))
                .isEqualTo(new Run(0, "paper: nothing of ours is left\n", ""));

        Files.writeString(config, Files.readString(config).replace("type = paper", "type = paper, stuck = true"));

        assertThat(Run.ftr("cleanup", "-c", config.toString()))
                .isEqualTo(new Run(77, "", "error: paper: CAP_NET_ADMIN is missing\n"));
    }

    @Test
    void pluginsAreListedWithTheirState() {
        Run run = Run.ftr("plugins", "-c", config.toString());

        assertThat(run.out()).containsPattern("ok +probe +- +active +built in");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void pluginsAreListedAsJson() {
        Run run = Run.ftr("plugins", "--json", "-c", config.toString());

        var json = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(json.get("schema").getAsString()).isEqualTo("ftr.plugins/1");
        assertThat(json.getAsJsonArray("plugins").asList())
                .extracting(one -> one.getAsJsonObject().get("name").getAsString())
                .contains("ok", "paper", "pigeon");
    }
}
