// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Keeps what was measured for the table at the end of all tests. */
final class Figures {
    private static final Path FILE = Path.of(System.getProperty("ftr.figures", "target/figures.txt"));

    private Figures() {}

    static void note(String what, String measured, String bound) {
        String line = String.format(Locale.ROOT, "%-58s %-24s %s%n", what, measured, bound);
        try {
            Files.createDirectories(FILE.toAbsolutePath().getParent());
            Files.writeString(FILE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Median and worst of some durations, for people; of a hundred or more p99, too, as the nearest rank. */
    static String spread(List<Duration> times) {
        List<Duration> sorted = times.stream().sorted().toList();
        int rank = (sorted.size() * 99 + 99) / 100;
        return String.format(
                Locale.ROOT,
                "%s (%sworst %s, %d runs)",
                seconds(median(times)),
                sorted.size() < 100 ? "" : "p99 " + seconds(sorted.get(rank - 1)) + ", ",
                seconds(sorted.get(sorted.size() - 1)),
                sorted.size());
    }

    static Duration median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f s", time.toNanos() / 1e9);
    }
}
