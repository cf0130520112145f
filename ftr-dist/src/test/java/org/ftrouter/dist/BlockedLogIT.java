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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose log nobody reads, such as that of a journald that has been stopped: it goes on as if somebody did. */
class BlockedLogIT {
    private static final int PIPE = 65_536; // pipe(7)
    private static final Path FTR = Distribution.HOME.resolve("bin/ftr");

    @TempDir
    Path temp;

    @Test
    @Timeout(60)
    void aReaderThatStallsStopsNothing() throws Exception {
        Path log = temp.resolve("log");
        assertThat(new ProcessBuilder("mkfifo", log.toString()).start().waitFor())
                .isZero();
        configure("fibre");
        try (var reader = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(reader.write(ByteBuffer.allocate(PIPE))).isEqualTo(PIPE); // now it is full
            Process daemon = new ProcessBuilder(command("monitor", "--dry-run", "--debug"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.to(log.toFile()))
                    .start();
            try {
                awaitStatus("\"configured\": ?1");
                configure("fibre", "cable");
                assertThat(Distribution.run(Map.of(), command("reload").toArray())
                                .code())
                        .isZero();
                awaitStatus("\"configured\": ?2");

                assertThat(daemon.isAlive()).isTrue();
                assertThat(read(reader, "watches fibre")).startsWith("\0").contains("watches fibre");
            } finally {
                daemon.destroy();
                assertThat(daemon.waitFor(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    /** Of uplinks that are not there, so that nothing is sent. */
    private void configure(String... uplinks) throws IOException {
        var text = new StringBuilder();
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
