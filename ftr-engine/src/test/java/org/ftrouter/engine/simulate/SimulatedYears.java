// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ftrouter.engine.cycle.Given;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The long layer, run by {@code ftr-dist/long-test.sh} and not with every build. Each row lives through as many
 * uplink-years as {@code -Dsimulation.years} says and prints what came of it.
 */
class SimulatedYears {
    private static final double YEARS = Double.parseDouble(System.getProperty("simulation.years", "0.05"));
    private static final long SEED = Long.getLong("simulation.seed", 1);
    private static final int SHARDS = 2;
    private static final double DAY = Duration.ofDays(1).toSeconds();

    /** With the goal of the row: so many false failovers a year at most. */
    @ParameterizedTest
    @CsvSource({"0.01, 0", "0.05, 0", "0.10, 0", "0.20, 0.05", "0.30, 1"})
    void independentLoss(double loss, double goal) {
        int paths = 3;
        var shard = Duration.ofSeconds((long) (YEARS * 365.25 * DAY / paths / SHARDS));
        long start = System.nanoTime();

        List<Experiments.Calm> shards = IntStream.range(0, SHARDS)
                .parallel()
                .mapToObj(i -> Experiments.lossy(Model.three(), loss, shard, SEED + i))
                .toList();

        long downs = shards.stream().mapToLong(Experiments.Calm::downs).sum();
        long events = shards.stream().mapToLong(Experiments.Calm::events).sum();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "loss %2.0f %%: %d false failovers in %.3f uplink-years (goal %.2f a year, formula %.1e), seeds %d..%d,"
                        + " %.0f events/s a core%n",
                100 * loss,
                downs,
                YEARS,
                goal,
                Formula.failoversPerYear(Model.usual(), loss),
                SEED,
                SEED + SHARDS - 1,
                events / seconds / SHARDS);
        assertThat((double) downs).isLessThanOrEqualTo(goal * YEARS + 3 * Math.sqrt(goal * YEARS));
    }

    @Test
    void detection() {
        List<Duration> times = Experiments.detection(Model.three(), Given.id("a"), (int) (YEARS * 20_000), SEED);

        System.out.printf(
                "silent failure, %d trials: median %d ms, p99 %d ms, longest %d ms%n",
                times.size(),
                Experiments.quantile(times, 0.5).toMillis(),
                Experiments.quantile(times, 0.99).toMillis(),
                Experiments.quantile(times, 1).toMillis());
        assertThat(Experiments.quantile(times, 0.5)).isLessThanOrEqualTo(Duration.ofMillis(1500));
        assertThat(Experiments.quantile(times, 0.99)).isLessThanOrEqualTo(Duration.ofMillis(2500));
    }
}
