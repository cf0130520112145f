// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.simulate.Experiments;
import org.ftrouter.engine.simulate.Formula;
import org.ftrouter.engine.simulate.Scenario;

/** What a configuration leads to: false failovers, detection, traffic. */
final class Forecast {
    private static final double YEAR = Duration.ofDays(365).plusHours(6).toSeconds();
    private static final double MONTH = YEAR / 12;
    private static final double DAY = Duration.ofDays(1).toSeconds();
    private static final Duration USUAL = Duration.ofHours(3);
    private static final int TRIALS = 100;
    private static final int MANY_PATHS = 6;

    private final Configuration configuration;
    private final Scenario scenario;
    private final BiFunction<PluginConfig, Family, ProbeBytes> bytes;
    private final long seed;
    private final Progress progress;
    private final AtomicInteger done = new AtomicInteger();

    /**
     * A forecast that has not begun.
     *
     * @param bytes what a question to a target costs
     */
    Forecast(
            Configuration configuration,
            Scenario scenario,
            BiFunction<PluginConfig, Family, ProbeBytes> bytes,
            long seed,
            Terminal terminal) {
        this.configuration = configuration;
        this.scenario = scenario;
        this.bytes = bytes;
        this.seed = seed;
        this.progress = new Progress(terminal);
    }

    /**
     * What was found out.
     *
     * @param days uplink-days lived through at each loss rate
     * @param trials silent failures of each path
     */
    record Figures(double days, List<Failovers> failovers, int trials, List<Line> lines) {
        Figures {
            failovers = List.copyOf(failovers);
            lines = List.copyOf(lines);
        }
    }

    /**
     * For nothing, at a loss rate.
     *
     * @param aYear of the worst uplink, at most, as computed
     * @param seen in the simulation, of all uplinks
     */
    record Failovers(double percent, double aYear, long seen) {}

    /**
     * Of one path.
     *
     * @param median how long half of its silent failures went unnoticed at most
     * @param most the same, of 99 in a hundred
     * @param bytesAMonth that probes cost, there and back
     */
    record Line(PathId path, Duration median, Duration most, double bytesAMonth) {}

    /**
     * Simulates.
     *
     * @param percents loss rates
     * @param years uplink-years to live through at each of them; empty: as long as one likes to wait
     */
    Figures figures(List<Double> percents, Optional<Double> years) {
        int paths = scenario.rules().size();
        int trials = Math.max(10, TRIALS * Math.min(paths, MANY_PATHS) / paths);
        Duration length = years.map(y -> Duration.ofSeconds(Math.max(60, (long) (y * YEAR / paths))))
                .orElse(USUAL.multipliedBy(3).dividedBy(Math.max(3, paths)));
        int steps = percents.size() + paths + 1;
        List<Failovers> failovers = percents.parallelStream()
                .map(p -> step(steps, () -> failovers(p, length)))
                .toList();
        Map<PathId, List<Duration>> detection = scenario.rules().keySet().stream()
                .collect(Collectors.toMap(
                        id -> id, id -> step(steps, () -> Experiments.detection(scenario, id, trials, seed))));
        Map<PathId, Double> questions = step(steps, () -> Experiments.questionsASecond(scenario, seed));
        progress.clear();
        List<Line> lines = scenario.rules().keySet().stream()
                .map(id -> line(id, detection.getOrDefault(id, List.of()), questions.getOrDefault(id, 0.0)))
                .toList();
        return new Figures((double) length.toSeconds() * paths / DAY, failovers, trials, lines);
    }

    private Failovers failovers(double percent, Duration length) {
        double worst = scenario.rules().values().stream()
                .mapToDouble(rules -> Formula.failoversPerYear(rules, percent / 100))
                .max()
                .orElse(0);
        return new Failovers(
                percent,
                worst,
                Experiments.lossy(scenario, percent / 100, length, seed).downs());
    }

    private Line line(PathId id, List<Duration> detection, double questionsASecond) {
        return new Line(
                id,
                Experiments.quantile(detection, 0.5),
                Experiments.quantile(detection, 0.99),
                questionsASecond * MONTH * bytesAQuestion(id));
    }

    private <T> T step(int steps, Supplier<T> work) {
        T result = work.get();
        progress.show((double) done.incrementAndGet() / steps);
        return result;
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
}
