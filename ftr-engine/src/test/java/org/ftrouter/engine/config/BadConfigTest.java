// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of {@code bad-config} gives the text beside it, to the letter. */
class BadConfigTest {
    private static final Path FOLDER = Path.of("src/test/resources/bad-config").toAbsolutePath();

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> configurations = files.filter(f -> f.toString().matches(".*\\.(conf|yml)"))
                    .sorted()
                    .toList();
            return configurations.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void givesExactlyItsText(Path file) throws IOException {
        Loaded loaded = new ConfigurationLoader(Map.of()).load(file, UplinkIds.none());

        String printed = new ProblemPrinter(FOLDER).print(loaded.problems().list());

        assertThat(printed).isEqualTo(Files.readString(text(file)));
        assertThat(loaded.configuration().isPresent()).isEqualTo(printed.contains("\nno errors,"));
    }

    @Test
    void thereAreEnoughOfThem() throws IOException {
        assertThat(files()).hasSizeGreaterThan(70);
    }

    private static Path text(Path file) {
        return Path.of(file.toString().replaceAll("\\.(conf|yml)$", ".txt"));
    }
}
