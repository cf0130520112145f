// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class MonitorOptionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "monitor",
                "monitor --demo",
                "monitor --config=/a/b.conf --debug",
                "monitor --config /a/b.conf",
                "-c x.conf monitor --dry-run",
                "monitor --socket=/s --state /t --lang=it --plugins ./p --plugins=q --no-color"
            })
    void plainCommandLinesNeedNoParser(String line) {
        assertThat(quick(line)).isPresent().isEqualTo(slow(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "--demo monitor",
                "monitor --demo --demo",
                "monitor --config",
                "monitor --config --debug",
                "monitor --config=",
                "monitor --what",
                "monitor extra",
                "monitor --help",
                "monitor -c=x",
                "--config monitor",
                "monitor --lang it",
                "monitor --lang=de",
                "monitor --json"
            })
    void everythingElseIsLeftToTheParser(String line) {
        assertThat(quick(line)).isEmpty();
    }

    @Test
    void bothParsersAgreeOnRandomCommandLines() {
        List<String> words = List.of(
                "monitor",
                "--demo",
                "--dry-run",
                "--debug",
                "--config",
                "--config=a",
                "-c",
                "b",
                "/c/d",
                "--lang=it",
                "--state",
                "--plugins=x",
                "--plugins",
                "--json",
                "--socket=",
                "=",
                "-",
                "--",
                "-cx",
                "--no-color");
        var random = new SplittableRandom(42);
        int understood = 0;
        for (int i = 0; i < 1000; i++) {
            var line = new ArrayList<String>();
            line.add("monitor");
            for (int j = random.nextInt(5); j > 0; j--) {
                line.add(random.nextInt(line.size() + 1), words.get(random.nextInt(words.size())));
            }
            String text = String.join(" ", line);
            if (quick(text).isPresent()) {
                understood++;
                assertThat(quick(text)).as(text).isEqualTo(slow(text));
            }
        }
        assertThat(understood).isGreaterThan(100);
    }

    private static Optional<MonitorOptions> quick(String line) {
        return MonitorOptions.parse(List.of(line.split(" ", -1)));
    }

    private static Optional<MonitorOptions> slow(String line) {
        CommandLine parser = CommandLines.parser(Terminal.ofProcess(Texts.in("en")), false);
        try {
            CommandLine.ParseResult parsed = parser.parseArgs(line.split(" ", -1));
            Object command = parsed.subcommand().commandSpec().userObject();
            return Optional.of(((MonitorCommand) command).monitorOptions());
        } catch (ParameterException e) {
            return Optional.empty();
        }
    }
}
