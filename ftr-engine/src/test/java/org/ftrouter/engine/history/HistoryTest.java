// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ftrouter.api.Family;
import org.ftrouter.engine.cycle.PathId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    private static final PathId FIBRE = new PathId("fibre", Family.IPV4);
    private static final PathId FIBRE6 = new PathId("fibre", Family.IPV6);
    private static final InstantSource NOON = () -> Instant.ofEpochMilli(1_764_000_000_000L);
    private static final long AT = 1_764_000_000_000L;

    @TempDir
    Path folder;

    private HistoryLog log(long largest) {
        return new HistoryLog(folder, largest, NOON);
    }

    private static List<Entry> some(int count) {
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < count; i++) {
            entries.add(new Entry.Asked(AT + i, FIBRE, "icmp:9.9.9.9", i % 5 == 0 ? History.LOST : 10_000 + i));
        }
        return entries;
    }

    private Path newest() throws IOException {
        List<Path> files = HistoryFiles.in(folder);
        return files.get(files.size() - 1);
    }

    /** With others, no file would be found again: neither to be read nor, when there are too many, to be deleted. */
    @Test
    void namesHaveLatinDigitsInEveryLanguage() {
        Locale usual = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("fa-IR"));
        try {
            assertThat(HistoryFiles.name(AT)).isEqualTo("001764000000000.history");
        } finally {
            Locale.setDefault(usual);
        }
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        try (HistoryLog log = HistoryLog.in(folder.resolve("new"), NOON)) {
            log.asked(FIBRE, "icmp:9.9.9.9", 12_000_000, 12_000);
            log.asked(FIBRE6, "icmp:2620:fe::fe", 0, History.LOST);
            log.asked(FIBRE6, "icmp:2620:fe::fe", 0, History.UNTOLD);
            log.members(List.of(FIBRE, FIBRE6));
            log.members(List.of(FIBRE, FIBRE6));
        }

        History read = History.read(folder.resolve("new"));

        History.Series four = read.of(FIBRE).get("icmp:9.9.9.9");
        assertThat(four.size()).isEqualTo(1);
        assertThat(four.at(0)).isEqualTo(AT - 12);
        assertThat(four.micros(0)).isEqualTo(12_000);
        History.Series six = read.of(FIBRE6).get("icmp:2620:fe::fe");
        assertThat(six.size()).isEqualTo(1);
        assertThat(six.micros(0)).isEqualTo(History.LOST);
        assertThat(read.switches()).containsExactly(new History.Switch(AT, List.of(FIBRE, FIBRE6)));
    }

    @Test
    void anAnswerTakesAboutADozenBytes() throws IOException {
        log(1 << 20).write(some(10_000));

        assertThat(Files.size(newest())).isLessThan(13 * 10_000);
    }

    @Test
    void whatACrashTearsOffIsPassedOver() throws IOException {
        log(1 << 20).write(some(100));
        byte[] whole = Files.readAllBytes(newest());
        Path file = newest();
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));

            long read = History.read(folder).questions();

            assertThat(read).isLessThanOrEqualTo(100);
        }
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 3));
        assertThat(History.read(folder).questions()).isBetween(99L, 100L);
    }

    @Test
    void rubbishInTheMiddleSpoilsNothingElse() throws IOException {
        HistoryLog log = log(1 << 20);
        log.write(some(50));
        Files.write(
                newest(),
                new byte[] {'\n', (byte) 0xff, 0, 'x', ' ', '9', '\n', '7', ' ', '1', ' ', '1', '\n'},
                StandardOpenOption.APPEND);
        Files.writeString(
                newest(), "=999999999999 x y\n@no\n! x\n0 1\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        Files.writeString(newest(), "0 5 777\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);

        assertThat(History.read(folder).questions()).isEqualTo(51);
    }

    @Test
    void itGrowsToItsBoundAndTheOldestGo() throws IOException {
        HistoryLog log = log(160_000);
        for (int i = 0; i < 200; i++) {
            log.write(some(500));
        }

        long size = 0;
        for (Path file : HistoryFiles.in(folder)) {
            size += Files.size(file);
        }
        assertThat(size).isBetween(80_000L, 300_000L);
        assertThat(HistoryFiles.in(folder)).hasSizeLessThanOrEqualTo(16);
    }

    @Test
    void manyRestartsDeleteNothingThatThereIsRoomFor() throws IOException {
        for (int i = 0; i < 40; i++) {
            log(1 << 20).write(some(100));
        }

        assertThat(History.read(folder).questions()).isEqualTo(4000);
    }

    /** A channel writes nothing for a thread that is interrupted, as for a full disk. */
    @Test
    void aFullDiskCostsNothingThatIsWrittenAlready() throws IOException {
        log(1 << 20).write(some(100));
        HistoryLog log = log(1 << 20);
        for (int i = 0; i < 40; i++) {
            log.asked(FIBRE, "icmp:9.9.9.9", 0, i);
            Thread.currentThread().interrupt();
            log.flush();
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(HistoryFiles.in(folder)).hasSize(1);

        log.asked(FIBRE, "icmp:9.9.9.9", 0, 7);
        log.flush();

        assertThat(History.read(folder).questions()).isEqualTo(101);
    }

    @Test
    void aDiskThatTakesNothingKeepsNobodyWaiting() {
        HistoryLog log = log(1 << 20); // its thread has not started, so nothing is ever taken
        long from = System.nanoTime();

        for (int i = 0; i < 200_000; i++) {
            log.asked(FIBRE, "icmp:9.9.9.9", 0, i);
        }

        assertThat(System.nanoTime() - from).isLessThan(20_000_000_000L);
    }

    @Test
    void aFolderThatIsNotThereIsAnEmptyHistory() throws IOException {
        assertThat(History.read(folder.resolve("none")).isEmpty()).isTrue();
    }

    @Test
    void theNearestEntryIsFound() {
        var series = new History.Series();
        for (long at : new long[] {100, 300, 200}) {
            series.add(at, (int) at);
        }

        assertThat(series.micros(series.nearest(90))).isEqualTo(100);
        assertThat(series.micros(series.nearest(240))).isEqualTo(200);
        assertThat(series.micros(series.nearest(260))).isEqualTo(300);
        assertThat(series.micros(series.nearest(9000))).isEqualTo(300);
    }
}
