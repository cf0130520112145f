// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** A forecast as a screen of 80 columns. */
final class ForecastScreen {
    private static final String LINE = "  %-24s %10s %10s";

    private final Terminal terminal;

    ForecastScreen(Terminal terminal) {
        this.terminal = terminal;
    }

    void print(Path file, long seed, Forecast.Figures figures) {
        say("simulate.head", "file", file, "seed", seed);
        say("simulate.failovers", "days", number(figures.days()));
        row("%8s  %-26s %s", text("simulate.loss"), text("simulate.aYear"), text("simulate.seen"));
        figures.failovers().forEach(f -> row("%6s %%  %-26s %d", number(f.percent()), rate(f.aYear()), f.seen()));
        say("simulate.detection", "trials", figures.trials());
        row(LINE, text("simulate.uplink"), text("simulate.median"), "99 %");
        figures.lines().forEach(line -> row(LINE, line.path(), seconds(line.median()), seconds(line.most())));
        say("simulate.traffic");
        figures.lines().forEach(line -> row("  %-24s %10s", line.path(), megabytes(line.bytesAMonth())));
    }

    private void say(String key, Object... parameters) {
        terminal.out().println(terminal.texts().get(key, parameters));
    }

    private void row(String format, Object... cells) {
        terminal.out().println(String.format(Locale.ROOT, format, cells).stripTrailing());
    }

    private String text(String key) {
        return terminal.texts().get(key);
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toNanos() / 1e9);
    }

    private static String megabytes(double bytes) {
        return String.format(Locale.ROOT, bytes < 9.95e6 ? "%.1f MB" : "%.0f MB", bytes / 1e6);
    }

    /** A rate below one a year as a number of years. */
    private String rate(double aYear) {
        if (aYear >= 0.95) {
            return aYear < 9.95 ? number(Math.round(10 * aYear) / 10.0) : String.format(Locale.ROOT, "%.0f", aYear);
        }
        double every = 1 / aYear;
        return every > 1000
                ? terminal.texts().get("simulate.never")
                : terminal.texts().get("simulate.every", "years", Math.round(every));
    }
}
