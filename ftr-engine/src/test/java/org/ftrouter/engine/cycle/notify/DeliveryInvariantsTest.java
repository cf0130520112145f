// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.ModelNetwork;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.simulate.Scenario;
import org.ftrouter.engine.simulate.Simulation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Generated outages of lines, receivers and the daemon, in hours on the virtual clock: everything that the announcer tells
 * reaches every receiver, in order, or is kept as undeliverable. What is modelled of a channel, {@link ModelChannel} says.
 * The announcer itself outlives the daemon's deaths here; {@code -Dsimulation.seed=N -Dsimulation.runs=1} repeats a run.
 */
@Tag("once")
class DeliveryInvariantsTest {
    private static final int HOURS = 8;

    @TempDir
    private Path folder;

    private SplittableRandom chance;
    private Simulation simulation;
    private Journal journal;
    private boolean over;
    private final List<ModelChannel> channels = new ArrayList<>();

    static LongStream seeds() {
        long first = Long.getLong("simulation.seed", 100);
        return LongStream.range(first, first + Integer.getInteger("simulation.runs", 12));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyTransitionIsToldOnceTheReceiverWorks(long seed) {
        begin(seed);
        List.of("a", "b").forEach(name -> byTurns(45, 15, silent -> silent(name, silent)));
        channels.forEach(c -> byTurns(60, 90, c::away));
        byTurns(40, 0, killed -> restart());

        simulation.run(Duration.ofHours(HOURS));
        over = true; // what is under way ends within these hours, and then the bound begins
        simulation.run(Duration.ofMinutes(90 + 60 + 16));

        for (ModelChannel channel : channels) {
            assertThat(channel.wrong()).as("seed %d, %s", seed, channel.name()).isEmpty();
            assertThat(channel.missing())
                    .as("seed %d, %s", seed, channel.name())
                    .isZero();
            assertThat(channel.outbox().size()).isZero();
            assertThat(channel.outbox().refused().size()).isEqualTo(channel.refused());
            assertThat(new Journal(folder).waiting(channel.name())).isEmpty();
            assertThat(channel.told()).isGreaterThan(3);
            assertThat(channel.failures()).isPositive();
        }
    }

    private void begin(long seed) {
        chance = new SplittableRandom(seed);
        var uplinks = new ArrayList<Uplink>();
        var rules = new LinkedHashMap<PathId, Rules>();
        for (String name : List.of("a", "b")) {
            uplinks.add(Given.v4(name, 1, 1));
            rules.put(Given.id(name), ModelNetwork.rules(2, Duration.ofSeconds(10)));
        }
        var downlinks = new Downlinks(List.of(), List.of());
        var scenario = new Scenario(uplinks, rules, TestUplinks.LAYOUT, downlinks, AllDown.KEEP);
        simulation = new Simulation(scenario, chance.nextLong());
        journal = new Journal(folder);
        channels.add(new ModelChannel("people", true, folder, journal, simulation, chance.split()));
        channels.add(new ModelChannel("machine", false, folder, journal, simulation, chance.split()));
        simulation.read(this::send);
    }

    /** As {@link Channels} does it on its thread. */
    private void send(Notice notice) {
        List<ModelChannel> to = channels.stream().filter(c -> c.isFor(notice)).toList();
        var addition =
                new Journal.Addition(notice, to.stream().map(ModelChannel::name).toList());
        journal.add(List.of(addition)).forEach(entry -> to.forEach(c -> c.put(entry)));
        if (Channels.GOOD_NEWS.contains(notice.kind())) {
            channels.forEach(ModelChannel::kick);
        }
    }

    /** Killed at any moment, the daemon knows what the disk knows. */
    private void restart() {
        journal = new Journal(folder);
        channels.forEach(c -> c.restart(journal));
    }

    private void silent(String uplink, boolean silent) {
        simulation.line(uplink).silent(silent, simulation.now().nanos());
    }

    /** Off and on in turn, for up to so many minutes each. */
    private void byTurns(int off, int on, Consumer<Boolean> what) {
        simulation.in(minutes(off), () -> {
            if (!over) {
                what.accept(true);
                simulation.in(minutes(on), () -> {
                    what.accept(false);
                    byTurns(off, on, what);
                });
            }
        });
    }

    private Duration minutes(int most) {
        return Duration.ofSeconds(chance.nextInt(60 * most + 1));
    }
}
