// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;

/** Questions an administrator has about a configuration, answered by simulation. The same seed, the same answer. */
public final class Experiments {
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration LONGEST_DETECTION = Duration.ofSeconds(60);
    private static final Duration LONGEST_RETURN = Duration.ofHours(2);
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
     * How long silent failures went unnoticed, ascending: one path at a time falls silent at a random moment, and answers
     * again afterwards.
     */
    public static List<Duration> detection(Scenario scenario, int failures, long seed) {
        var simulation = new Simulation(scenario, seed);
        SplittableRandom chance = simulation.chance();
        simulation.run(WARM_UP);
        List<PathId> paths = List.copyOf(simulation.lines().keySet());
        var times = new ArrayList<Duration>();
        for (int i = 0; i < failures; i++) {
            simulation.run(Duration.ofNanos(chance.nextLong(Duration.ofSeconds(3).toNanos())));
            times.add(detection(simulation, paths.get(i % paths.size())));
        }
        times.sort(null);
        return times;
    }

    private static Duration detection(Simulation simulation, PathId path) {
        Line line = simulation.line(path);
        line.silent(true, simulation.now().nanos());
        Moment cut = simulation.now();
        runUntil(simulation, path, Health.DOWN, cut.plus(LONGEST_DETECTION));
        Duration took = simulation.verdict(path).health() == Health.DOWN
                ? simulation.verdict(path).since().since(cut)
                : LONGEST_DETECTION;
        line.silent(false, simulation.now().nanos());
        runUntil(simulation, path, Health.UP, simulation.now().plus(LONGEST_RETURN));
        return took;
    }

    private static void runUntil(Simulation simulation, PathId path, Health health, Moment latest) {
        while (simulation.verdict(path).health() != health && simulation.now().isBefore(latest)) {
            simulation.run(STEP);
        }
    }

    /** The value below which a share of ascending values lies. */
    public static Duration quantile(List<Duration> ascending, double share) {
        return ascending.get(Math.min(ascending.size() - 1, (int) (share * ascending.size())));
    }
}
