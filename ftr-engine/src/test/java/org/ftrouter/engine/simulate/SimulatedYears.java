// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ftrouter.engine.cycle.Given;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The long layer, run by {@code ftr-dist/long-test.sh} and not with every build. Each loss rate of {@code
 * -Dsimulation.losses} lives through as many uplink-years as {@code -Dsimulation.years} says, in shards of one at most,
 * each with a seed of its own, and prints what came of it.
 */
class SimulatedYears {
    private static final double YEARS = Double.parseDouble(System.getProperty("simulation.years", "0.05"));
    private static final long SEED = Long.getLong("simulation.seed", 1);
    private static final int SHARDS = Math.max(2, (int) Math.ceil(YEARS));
    private static final int PATHS = 3;
    private static final Duration SHARD = Duration.ofSeconds(
            (long) (YEARS / SHARDS * 365.25 * Duration.ofDays(1).toSeconds() / PATHS));

    static DoubleStream losses() {
        return Stream.of(System.getProperty("simulation.losses", "0.01,0.05,0.10,0.20,0.30")
                        .split(","))
                .mapToDouble(Double::parseDouble);
    }

    /** So many false failovers a year at most. */
    private static double goal(double loss) {
        return loss <= 0.10 ? 0 : loss <= 0.20 ? 0.05 : 1;
    }

    @ParameterizedTest
    @MethodSource("losses")
    void independentLoss(double loss) {
        var done = new AtomicInteger();

        List<Shard> shards = IntStream.range(0, SHARDS)
                .parallel()
                .mapToObj(i -> Shard.of(loss, SEED + i, done))
                .toList();

        long downs = shards.stream().mapToLong(s -> s.calm.downs()).sum();
        double goal = goal(loss);
        print(
                "loss %2.0f %%: %d false failovers in %.3f uplink-years (goal %.2f a year, formula %.1e), seeds %d..%d,"
                        + " %.0f events/s a core",
                100 * loss,
                downs,
                YEARS,
                goal,
                Formula.failoversPerYear(Model.usual(), loss),
                SEED,
                SEED + SHARDS - 1,
                shards.stream().mapToLong(s -> s.calm.events()).sum()
                        / shards.stream().mapToDouble(s -> s.seconds).sum());
        assertThat((double) downs).isLessThanOrEqualTo(goal * YEARS + 3 * Math.sqrt(goal * YEARS));
    }

    /** What one core lived through in so many seconds. */
    private record Shard(Experiments.Calm calm, double seconds) {
        static Shard of(double loss, long seed, AtomicInteger done) {
            long start = System.nanoTime();
            var shard =
                    new Shard(Experiments.lossy(Model.three(), loss, SHARD, seed), (System.nanoTime() - start) / 1e9);
            if (YEARS > 1) {
                print(
                        "loss %2.0f %%, seed %d: %d false failovers, %d events in %.0f s; %d of %d",
                        100 * loss,
                        seed,
                        shard.calm.downs(),
                        shard.calm.events(),
                        shard.seconds,
                        done.incrementAndGet(),
                        SHARDS);
            }
            return shard;
        }
    }

    /** With the other cores idle, which share caches and clock, and compiled. */
    @Test
    void speedOfOneCore() {
        double fastest = 0;
        for (int i = 0; i < 10; i++) {
            long start = System.nanoTime();
            long events = Experiments.lossy(Model.three(), 0.10, Duration.ofDays(1), SEED + i)
                    .events();
            fastest = Math.max(fastest, events / ((System.nanoTime() - start) / 1e9));
        }

        print("one core alone, 10 %% loss: %.0f events/s (the fastest of ten days)", fastest);
        assertThat(fastest).isGreaterThan(100_000); // a debugger, a busy machine
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    @Test
    void detection() {
        List<Duration> times = Experiments.detection(Model.three(), Given.id("a"), (int) (YEARS * 20_000), SEED);

        print(
                "silent failure, %d trials: median %d ms, p99 %d ms, longest %d ms",
                times.size(),
                Experiments.quantile(times, 0.5).toMillis(),
                Experiments.quantile(times, 0.99).toMillis(),
                Experiments.quantile(times, 1).toMillis());
        assertThat(Experiments.quantile(times, 0.5)).isLessThanOrEqualTo(Duration.ofMillis(1500));
        assertThat(Experiments.quantile(times, 0.99)).isLessThanOrEqualTo(Duration.ofMillis(2500));
    }
}
