// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the lines of a daemon go. */
@Timeout(60)
@Tag("paired")
class DaemonLogIT {
    private static final int PIPE = 65_536; // pipe(7)
    private static final Path FTR = Distribution.HOME.resolve("bin/ftr");

    @TempDir
    Path temp;

    private void whileRunning(Path standardError, Action action) throws Exception {
        Process daemon = new ProcessBuilder(command("monitor", "--dry-run", "--debug"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.appendTo(standardError.toFile()))
                .start();
        try {
            action.run();
            assertThat(daemon.isAlive()).isTrue();
        } finally {
            daemon.destroy();
            assertThat(daemon.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** What is done while the daemon runs. */
    private interface Action {
        void run() throws Exception;
    }

    /** Such as that of a journald that has been stopped: the daemon goes on as if it were read. */
    @Test
    void aReaderThatStallsStopsNothing() throws Exception {
        Path pipe = temp.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        configure("", "fibre");
        try (var reader = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(reader.write(ByteBuffer.allocate(PIPE))).isEqualTo(PIPE); // now it is full
            whileRunning(pipe, () -> {
                awaitStatus("\"configured\": ?1");
                configure("", "fibre", "cable");
                reload();
                awaitStatus("\"configured\": ?2");

                assertThat(read(reader, "watches fibre")).startsWith("\0").contains("watches fibre");
            });
        }
    }

    @Test
    void aFileTakesTheLinesFromTheConfigurationOnThatNamesIt() throws Exception {
        Path error = temp.resolve("error");
        Path first = temp.resolve("logs/first.log");
        Path second = temp.resolve("logs/second.log");
        configure("log.file = logs/first.log", "fibre");
        whileRunning(error, () -> {
            awaitStatus("\"configured\": ?1");
            configure("log.file = logs/second.log", "fibre", "cable");
            reload();
            awaitStatus("\"configured\": ?2");
            configure("", "fibre", "cable", "lte");
            reload();
            awaitStatus("\"configured\": ?3");
        });

        assertThat(Files.readString(first)).contains("DOWN fibre").doesNotContain("cable");
        assertThat(Files.readString(second)).contains("DOWN cable").doesNotContain("lte", "Stopped");
        assertThat(Files.readString(error)).contains("DOWN lte", "Stopped").doesNotContain("DOWN fibre", "DOWN cable");
    }

    @Test
    void theLastLinesReachTheFile() throws Exception {
        Path log = temp.resolve("ftr.log");
        configure("log.file = ftr.log", "fibre");
        whileRunning(temp.resolve("error"), () -> awaitStatus("\"configured\": ?1"));

        assertThat(Files.readString(log)).contains("DOWN fibre", "Stopped");
        assertThat(temp.resolve("error")).isEmptyFile();
    }

    @Test
    void aFileThatCannotBeWrittenIsToldAndReplaced() throws Exception {
        Path error = temp.resolve("error");
        configure("log.file = ftr.conf/ftr.log", "fibre");
        whileRunning(error, () -> awaitStatus("\"configured\": ?1"));

        assertThat(Files.readString(error))
                .contains("ERROR log.file cannot be written", "ftr.conf", "DOWN fibre", "Stopped");
    }

    /** Nobody reads it, so to open it would take for ever; a device would be renamed when it is full. */
    @Test
    void aPipeIsNoLogFileAndNothingWaitsForItsReader() throws Exception {
        Path error = temp.resolve("error");
        assertThat(new ProcessBuilder("mkfifo", temp.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        configure("log.file = pipe", "fibre");
        whileRunning(error, () -> awaitStatus("\"configured\": ?1"));

        assertThat(Files.readString(error))
                .contains("ERROR log.file cannot be written", "pipe is not a regular file", "DOWN fibre", "Stopped");
    }

    private void reload() throws Exception {
        assertThat(Distribution.run(Map.of(), command("reload").toArray()).code())
                .isZero();
    }

    /** Of uplinks that are not there, so that nothing is sent. */
    private void configure(String log, String... uplinks) throws IOException {
        var text = new StringBuilder(log).append('\n');
        for (String uplink : uplinks) {
            text.append("uplinks.")
                    .append(uplink)
                    .append(".interface = absent-")
                    .append(uplink)
                    .append('\n');
        }
        Files.writeString(temp.resolve("ftr.conf"), text);
    }

    private void awaitStatus(String pattern) throws Exception {
        Pattern awaited = Pattern.compile(pattern);
        while (!awaited.matcher(
                        Distribution.run(Map.of(), command("status", "--json").toArray())
                                .out())
                .find()) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static String read(FileChannel reader, String awaited) throws IOException {
        var text = new StringBuilder();
        var piece = ByteBuffer.allocate(PIPE);
        while (text.indexOf(awaited) < 0) {
            reader.read(piece.clear());
            text.append(UTF_8.decode(piece.flip()));
        }
        return text.toString();
    }

    private List<String> command(String... arguments) {
        var command = new ArrayList<>(List.of(FTR.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", temp.resolve("ftr.conf").toString()));
        command.addAll(List.of("--socket", temp.resolve("socket").toString(), "--state", temp.toString()));
        return command;
    }
}
