// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.ftrouter.dist.cli.LogLine.Head;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class LoggingTest {
    private static final int PIPE = 65_536; // pipe(7)
    private static final PrintStream ERR = System.err;

    @TempDir
    Path temp;

    @AfterEach
    void giveTheStreamBack() {
        System.setErr(ERR);
        StderrLog.level(Level.ERROR);
    }

    @Test
    void underSystemdALineBeginsWithItsPriority() {
        assertThat(line(Head.PRIORITY, Level.FATAL, "x")).isEqualTo("<3>x\n");
        assertThat(line(Head.PRIORITY, Level.ERROR, "no route")).isEqualTo("<3>no route\n");
        assertThat(line(Head.PRIORITY, Level.WARN, "x")).isEqualTo("<4>x\n");
        assertThat(line(Head.PRIORITY, Level.INFO, "fibre UP")).isEqualTo("<6>fibre UP\n");
        assertThat(line(Head.PRIORITY, Level.DEBUG, "x")).isEqualTo("<7>x\n");
    }

    @Test
    void onATerminalALineBeginsWithTheTime() {
        assertThat(line(Head.TIME, Level.INFO, "fibre UP")).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  fibre UP\n");
    }

    @Test
    void aLineBreakInAMessageMakesNoSecondLine() {
        assertThat(line(Head.PRIORITY, Level.WARN, "name\n<0>forged")).isEqualTo("<4>name\\n<0>forged\n");
    }

    @Test
    void aStackTraceFollowsTheLine() {
        String lines = new LogLine(Head.PRIORITY).of(Instant.EPOCH, Level.WARN, "bug", new IllegalStateException("x"));

        assertThat(lines).startsWith("<4>bug\njava.lang.IllegalStateException: x\n\tat ");
    }

    @Test
    void standardErrorTakesLinesFromItsLevelOn() {
        var bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        var logger = new StderrLog().getLogger("x");

        StderrLog.level(Level.INFO);
        logger.info("fibre is {}", "up");
        logger.debug("unseen");
        StderrLog.level(Level.DEBUG);
        logger.debug("seen {}", 1);

        assertThat(bytes.toString(StandardCharsets.UTF_8)).matches("\\S+ INFO  fibre is up\\n\\S+ DEBUG seen 1\\n");
    }

    @Test
    void aFileRollsAtItsSizeAndOldOnesAreDropped() throws IOException {
        Path file = temp.resolve("ftr.log");

        try (var context = new LoggerContext("rolling")) {
            context.start(new LogFile(context, file.toString(), 1000, 2, Level.INFO, new LostLines(Long::toString)));
            for (int i = 0; i < 100; i++) {
                context.getLogger("x").info("line {}", i);
                context.getLogger("x").debug("unseen");
            }
        }

        assertThat(Files.readString(file)).contains("INFO  line 99\n").doesNotContain("unseen");
        try (var files = Files.list(temp)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("ftr.log", "ftr.log.1", "ftr.log.2");
        }
    }

    /** A pipe stands for a disk that stalls. */
    @Test
    @Timeout(30)
    void linesThatAStalledFileDoesNotTakeAreCountedAndSaidInIt() throws Exception {
        Path pipe = temp.resolve("ftr.log");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        int said = Logging.MOST_WAITING + 1000;
        try (var disk = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
                var context = new LoggerContext("stalled")) {
            assertThat(disk.write(ByteBuffer.allocate(PIPE))).isEqualTo(PIPE); // now it is full
            var lost = new LostLines(lines -> "lost: " + lines);
            context.start(new LogFile(context, pipe.toString(), 10_000_000, 1, Level.INFO, lost));
            for (int i = 0; i < said; i++) {
                context.getLogger("x").info("line {}", i);
            }

            var text = new StringBuilder();
            for (long known = 0;
                    known < said;
                    known = lines(text, "line \\d+\n").count() + lost(text)) {
                ByteBuffer piece = ByteBuffer.allocate(PIPE);
                disk.read(piece);
                text.append(StandardCharsets.US_ASCII.decode(piece.flip()));
            }

            assertThat(lost(text)).isBetween(900L, 1000L); // some are in the file's own buffer
            assertThat(text).containsOnlyOnce("lost: ").containsPattern("WARN  lost: \\d+\n");
        }
    }

    private static long lost(CharSequence text) {
        return lines(text, "lost: (\\d+)\n")
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    private static Stream<MatchResult> lines(CharSequence text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results();
    }

    private static String line(Head head, Level level, String text) {
        return new LogLine(head).of(Instant.now(), level, text, null);
    }
}
