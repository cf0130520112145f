// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ftrouter.engine.config.ConfigurationLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginalGrammarTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"", "--debug", "status", "monitor email_test", "monitor --dry-run", "--config"})
    void anythingButExactlyOneActionGivesHelpAndExit1(String line) {
        Run run = original(line.isEmpty() ? new String[0] : line.split(" ", -1));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("Usage: fault_tolerant_router [--config=FILE] [--debug] [--demo] ACTION");
        assertThat(run.err()).contains("generate_config", "generate_iptables", "email_test", "monitor");
    }

    @Test
    void helpIsAlsoHadByAsking() {
        assertThat(original("--help").code()).isZero();
        assertThat(original("--help").out()).startsWith("Usage: fault_tolerant_router");
    }

    @ParameterizedTest
    @ValueSource(strings = {"monitor", "generate_iptables", "email_test"})
    void aMissingFileIsNamed(String action) {
        Path none = temp.resolve("none.conf");

        assertThat(original("--debug", action, "--config=" + none))
                .isEqualTo(new Run(1, "", "error: the configuration file " + none + " does not exist\n"));
    }

    @Test
    void anExampleIsWrittenOnceAndIsAValidConfiguration() throws IOException {
        Path file = temp.resolve("new.conf");

        Run first = original("generate_config", "--config", file.toString());
        String written = Files.readString(file);
        Run second = original("--config=" + file, "generate_config");

        assertThat(first).isEqualTo(new Run(0, "Example configuration saved to " + file + "\n", ""));
        assertThat(ConfigurationLoader.load(file).problems().hasErrors()).isFalse();
        assertThat(second).isEqualTo(new Run(1, "", "error: " + file + " is there already; it is not overwritten\n"));
        assertThat(file).hasContent(written);
    }

    @Test
    void aFolderThatIsNotThereCannotBeWrittenTo() {
        Run run = original("generate_config", "--config=" + temp.resolve("no/such/folder"));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("no/such/folder cannot be written");
    }

    @Test
    void anInvalidConfigurationIsExplainedAndExits1() throws IOException {
        Path file = Files.writeString(temp.resolve("bad.conf"), "uplinks: []\n");

        Run run = original("generate_iptables", "--config=" + file);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("bad.conf");
    }

    private static Run original(String... arguments) {
        return Run.named("fault_tolerant_router", "en", arguments);
    }
}
