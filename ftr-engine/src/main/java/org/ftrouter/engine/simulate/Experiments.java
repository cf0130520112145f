// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;

/** Questions an administrator has about a configuration, answered by simulation. The same seed, the same answer. */
public final class Experiments {
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration HALF_HOUR = Duration.ofMinutes(30);
    private static final Duration PHASE = Duration.ofSeconds(10);
    private static final Duration LONGEST_DETECTION = Duration.ofMinutes(5);
    private static final Duration STEP = Duration.ofMillis(10);

    private Experiments() {}

    /**
     * What a time with lossy lines brought.
     *
     * @param downs how often a path was called down, falsely, for none was
     * @param switches how often the default route changed
     * @param questions sent through each path in the mean
     * @param events what the simulation did for it
     */
    public record Calm(Duration length, int paths, long downs, long switches, double questions, long events) {}

    /** Every line loses packets independently of each other, and nothing else happens. */
    public static Calm lossy(Scenario scenario, double loss, Duration length, long seed) {
        var simulation = new Simulation(scenario, seed);
        var tally = new Tally(simulation);
        simulation.run(WARM_UP);
        long askedBefore = asked(simulation);
        simulation.lines().values().forEach(line -> line.loss(Loss.independent(loss, simulation.chance())));
        simulation.run(length);
        int paths = simulation.lines().size();
        return new Calm(
                length,
                paths,
                tally.downs(),
                tally.switches().size(),
                (double) (asked(simulation) - askedBefore) / paths,
                simulation.events());
    }

    private static long asked(Simulation simulation) {
        return simulation.lines().values().stream().mapToLong(Line::asked).sum();
    }

    /**
     * How long silent failures of a path went unnoticed, ascending: in each trial it falls silent at a random moment, and
     * all is well otherwise.
     */
    public static List<Duration> detection(Scenario scenario, PathId path, int trials, long seed) {
        return LongStream.range(0, trials)
                .parallel()
                .mapToObj(i -> detection(scenario, path, seed + i))
                .sorted()
                .toList();
    }

    private static Duration detection(Scenario scenario, PathId path, long seed) {
        var simulation = new Simulation(scenario, seed);
        simulation.run(WARM_UP.plusNanos(simulation.chance().nextLong(PHASE.toNanos())));
        Moment cut = simulation.now();
        simulation.line(path).silent(true, cut.nanos());
        Moment latest = cut.plus(LONGEST_DETECTION);
        while (simulation.verdict(path).health() != Health.DOWN
                && simulation.now().isBefore(latest)) {
            simulation.run(STEP);
        }
        boolean found = simulation.verdict(path).health() == Health.DOWN;
        return found ? simulation.verdict(path).since().since(cut) : LONGEST_DETECTION;
    }

    /** How many questions leave through each path while all is well. */
    public static Map<PathId, Double> questionsASecond(Scenario scenario, long seed) {
        var simulation = new Simulation(scenario, seed);
        simulation.run(WARM_UP);
        var before = new LinkedHashMap<PathId, Long>();
        simulation.lines().forEach((id, line) -> before.put(id, line.asked()));
        simulation.run(HALF_HOUR);
        var rates = new LinkedHashMap<PathId, Double>();
        before.forEach((id, asked) ->
                rates.put(id, (double) (simulation.line(id).asked() - asked) / HALF_HOUR.toSeconds()));
        return rates;
    }

    /** The value below which a share of ascending values lies. */
    public static Duration quantile(List<Duration> ascending, double share) {
        return ascending.get(Math.min(ascending.size() - 1, (int) (share * ascending.size())));
    }
}
