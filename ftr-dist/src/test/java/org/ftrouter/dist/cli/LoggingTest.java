// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.ftrouter.engine.config.LogConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggingTest {
    private static final LogConfig STANDARD_ERROR = new LogConfig(Optional.empty(), 1000, 2);

    @TempDir
    Path temp;

    @Test
    void underSystemdALineBeginsWithItsPriority() {
        assertThat(line(Map.of("JOURNAL_STREAM", "8:1"), Level.ERROR, "no route"))
                .isEqualTo("<3>no route\n");
        assertThat(line(Map.of("JOURNAL_STREAM", "8:1"), Level.INFO, "fibre UP"))
                .isEqualTo("<6>fibre UP\n");
    }

    @Test
    void onATerminalALineBeginsWithTheTime() {
        assertThat(line(Map.of(), Level.INFO, "fibre UP")).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  fibre UP\n");
    }

    @Test
    void aLineBreakInAMessageMakesNoSecondLine() {
        assertThat(line(Map.of("JOURNAL_STREAM", "8:1"), Level.WARN, "name\n<0>forged"))
                .isEqualTo("<4>name\\n<0>forged\n");
    }

    @Test
    void aFileRollsAtItsSizeAndOldOnesAreDropped() throws IOException {
        Path file = temp.resolve("ftr.log");
        LogConfig log = new LogConfig(Optional.of(file), 1000, 2);

        try (var context = new LoggerContext("rolling")) {
            context.start(Logging.configuration(log, false, Map.of()));
            for (int i = 0; i < 100; i++) {
                context.getLogger("x").info("line {}", i);
                context.getLogger("x").debug("unseen");
            }
        }

        assertThat(Files.readString(file)).contains("INFO  line 99\n").doesNotContain("unseen");
        assertThat(temp).isDirectoryNotContaining(f -> Files.isDirectory(f));
        try (var files = Files.list(temp)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("ftr.log", "ftr.log.1", "ftr.log.2");
        }
    }

    @Test
    void debugShowsEverything() {
        Configuration quiet = Logging.configuration(STANDARD_ERROR, false, Map.of());
        Configuration loud = Logging.configuration(STANDARD_ERROR, true, Map.of());
        quiet.initialize();
        loud.initialize();

        assertThat(quiet.getRootLogger().getLevel()).isEqualTo(Level.INFO);
        assertThat(loud.getRootLogger().getLevel()).isEqualTo(Level.DEBUG);
    }

    private static String line(Map<String, String> environment, Level level, String text) {
        Configuration configuration = Logging.configuration(STANDARD_ERROR, false, environment);
        configuration.initialize();
        Appender appender = configuration.getAppender("log");
        return appender.getLayout()
                .toSerializable(Log4jLogEvent.newBuilder()
                        .setLevel(level)
                        .setMessage(new SimpleMessage(text))
                        .build())
                .toString();
    }
}
