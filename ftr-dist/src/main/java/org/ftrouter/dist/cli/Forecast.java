// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.simulate.Experiments;
import org.ftrouter.engine.simulate.Formula;
import org.ftrouter.engine.simulate.Scenario;

/** What a configuration leads to: false failovers, detection, traffic. As a screen of 80 columns. */
final class Forecast {
    private static final double YEAR = Duration.ofDays(365).plusHours(6).toSeconds();
    private static final double MONTH = YEAR / 12;
    private static final Duration USUAL = Duration.ofHours(3);
    private static final int TRIALS = 100;
    private static final int MANY_PATHS = 6;

    private final Path file;
    private final Configuration configuration;
    private final Scenario scenario;
    private final BiFunction<PluginConfig, Family, ProbeBytes> bytes;
    private final long seed;
    private final Terminal terminal;
    private final Progress progress;
    private final AtomicInteger done = new AtomicInteger();

    /**
     * A forecast that has not begun.
     *
     * @param bytes what a question to a target costs
     */
    Forecast(
            Path file,
            Configuration configuration,
            Scenario scenario,
            BiFunction<PluginConfig, Family, ProbeBytes> bytes,
            long seed,
            Terminal terminal) {
        this.file = file;
        this.configuration = configuration;
        this.scenario = scenario;
        this.bytes = bytes;
        this.seed = seed;
        this.terminal = terminal;
        this.progress = new Progress(terminal);
    }

    /**
     * Simulates and prints.
     *
     * @param percents loss rates
     * @param years uplink-years to live through at each of them; empty: as long as one likes to wait
     */
    void print(List<Double> percents, Optional<Double> years) {
        int paths = scenario.rules().size();
        int trials = Math.max(10, TRIALS * Math.min(paths, MANY_PATHS) / paths);
        Duration length = years.map(y -> Duration.ofSeconds(Math.max(60, (long) (y * YEAR / paths))))
                .orElse(USUAL.multipliedBy(3).dividedBy(Math.max(3, paths)));
        int steps = percents.size() + paths + 1;
        List<Experiments.Calm> rows = percents.parallelStream()
                .map(p -> step(steps, () -> Experiments.lossy(scenario, p / 100, length, seed)))
                .toList();
        Map<PathId, List<Duration>> detection = scenario.rules().keySet().stream()
                .collect(Collectors.toMap(
                        id -> id, id -> step(steps, () -> Experiments.detection(scenario, id, trials, seed))));
        Map<PathId, Double> questions = step(steps, () -> Experiments.questionsASecond(scenario, seed));
        progress.clear();
        say("simulate.head", "file", file, "seed", seed);
        failovers(percents, rows);
        detection(detection, trials);
        traffic(questions);
    }

    private <T> T step(int steps, Supplier<T> work) {
        T result = work.get();
        progress.show((double) done.incrementAndGet() / steps);
        return result;
    }

    private void say(String key, Object... parameters) {
        terminal.out().println(terminal.texts().get(key, parameters));
    }

    private void failovers(List<Double> percents, List<Experiments.Calm> rows) {
        Experiments.Calm first = rows.get(0);
        double days = first.length().toSeconds()
                * (double) first.paths()
                / Duration.ofDays(1).toSeconds();
        say("simulate.failovers", "days", number(days));
        row("%8s  %-26s %s", text("simulate.loss"), text("simulate.aYear"), text("simulate.seen"));
        IntStream.range(0, rows.size()).forEach(i -> {
            double worst = scenario.rules().values().stream()
                    .mapToDouble(rules -> Formula.failoversPerYear(rules, percents.get(i) / 100))
                    .max()
                    .orElse(0);
            row(
                    "%6s %%  %-26s %d",
                    number(percents.get(i)), rate(worst), rows.get(i).downs());
        });
    }

    private void detection(Map<PathId, List<Duration>> detection, int trials) {
        say("simulate.detection", "trials", trials);
        row("  %-24s %10s %10s", text("simulate.uplink"), text("simulate.median"), "99 %");
        scenario.rules().keySet().forEach(id -> {
            List<Duration> times = detection.getOrDefault(id, List.of());
            row(
                    "  %-24s %10s %10s",
                    id, seconds(Experiments.quantile(times, 0.5)), seconds(Experiments.quantile(times, 0.99)));
        });
    }

    private void traffic(Map<PathId, Double> questions) {
        say("simulate.traffic");
        questions.forEach((id, aSecond) -> row("  %-24s %10s", id, megabytes(aSecond * MONTH * bytesAQuestion(id))));
    }

    /** There and back, in the mean over the targets. */
    private double bytesAQuestion(PathId id) {
        return configuration.uplinks().stream()
                .filter(u -> u.uplink().name().equals(id.uplink()))
                .flatMap(u -> u.probe().targets().stream())
                .map(target -> bytes.apply(target, id.family()))
                .mapToInt(cost -> cost.sent() + cost.received())
                .average()
                .orElse(0);
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
