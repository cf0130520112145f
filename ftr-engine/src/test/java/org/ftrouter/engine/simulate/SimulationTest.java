// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.ftrouter.api.Family;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine promises with the usual settings, in hours rather than years; the years are in {@link SimulatedYears}. */
@Tag("once")
class SimulationTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration BOUND = Duration.ofMillis(2500);

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Simulation calm(long seed) {
        var simulation = new Simulation(Model.three(), seed);
        simulation.run(seconds(20));
        return simulation;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3})
    void independentLossMakesNoFailover(double loss) {
        Experiments.Calm calm = Experiments.lossy(Model.three(), loss, Duration.ofHours(4), 1);

        assertThat(calm.downs()).isZero();
        assertThat(calm.switches()).isZero();
    }

    @Test
    void aSilentLineIsLeftInASecondAndAHalf() {
        List<Duration> times = Experiments.detection(Model.three(), Given.id("a"), 100, 1);

        assertThat(Experiments.quantile(times, 0.5)).isLessThanOrEqualTo(Duration.ofMillis(1500));
        assertThat(Experiments.quantile(times, 0.99)).isLessThanOrEqualTo(BOUND);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1})
    void noOutageOfTheBoundOrLongerIsMissed(double loss) {
        for (int seed = 0; seed < 150; seed++) {
            Simulation simulation = calm(seed);
            simulation.lines().values().forEach(l -> l.loss(Loss.independent(loss, simulation.chance())));
            simulation.run(Duration.ofMillis(500 + simulation.chance().nextInt(10_000)));

            simulation.line("a").silent(true, simulation.now().nanos());
            simulation.run(BOUND);

            assertThat(simulation.verdict("a").health()).as("seed %d", seed).isEqualTo(Health.DOWN);
            assertThat(simulation.cycle().members()).doesNotContain(Given.id("a"));
        }
    }

    @Test
    void aThousandPausesOfTheEngineBlameNoLine() {
        Simulation simulation = calm(3);
        var tally = new Tally(simulation);
        SplittableRandom chance = simulation.chance();
        for (int i = 0; i < 1000; i++) {
            simulation.run(Duration.ofMillis(100 + chance.nextInt(4000)));
            var pause = Duration.ofMillis(1000 + chance.nextInt(59_000));
            simulation.freeze(pause);
            simulation.run(pause);
        }
        simulation.run(Duration.ofMinutes(2));

        assertThat(tally.downs()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {800, 2000})
    void aSaturatedLineIsDegradedAndNeverDown(int queue) {
        Simulation simulation = calm(4);
        var tally = new Tally(simulation);
        simulation.line("a").traffic(100, 300, simulation.now().nanos());
        simulation
                .line("a")
                .load(1.25, Duration.ofMillis(queue), simulation.now().nanos());

        simulation.run(Duration.ofMinutes(20));

        assertThat(tally.downs()).isZero();
        assertThat(simulation.verdict("a").health()).isEqualTo(Health.DEGRADED);
    }

    @Test
    void aTargetThatDiesEverywhereTakesNoLineDown() {
        Simulation simulation = calm(5);
        var tally = new Tally(simulation);
        for (String target : List.of("t1", "t2", "t3")) {
            simulation.target(target, false);
            simulation.run(MINUTE.multipliedBy(5));
        }

        assertThat(tally.downs()).isZero();
    }

    @Test
    void burstsOfLossShorterThanTheBoundAreMostlySatOut() {
        Simulation simulation = calm(6);
        var tally = new Tally(simulation);
        simulation.line("a").loss(Loss.bursts(seconds(30), Duration.ofMillis(200), 1, simulation.chance()));

        simulation.run(Duration.ofHours(6));

        double bursts = Duration.ofHours(6).toMillis() / 30_200.0;
        assertThat((double) tally.downs()).isLessThan(bursts / 20);
    }

    /** As it is once the kernel has told of another within a second. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLostCarrierIsLeftSoonThoughTheEventMayBeLate(boolean late) {
        for (int seed = 0; seed < 100; seed++) {
            Simulation simulation = calm(seed);
            simulation.run(Duration.ofMillis(simulation.chance().nextInt(2000)));
            if (late) {
                simulation.kernel().carrier("b", false);
                simulation.run(Duration.ofMillis(simulation.chance().nextInt(300)));
                simulation.kernel().carrier("b", true);
                simulation.run(Duration.ofMillis(simulation.chance().nextInt(300)));
            }

            simulation.kernel().carrier("a", false);
            simulation.run(Duration.ofMillis(510));

            assertThat(simulation.verdict("a").reason().code()).isEqualTo(Reason.Code.NO_CARRIER);
            assertThat(simulation.kernel().members(Family.IPV4, 200))
                    .containsExactly(late ? new String[] {"wan3"} : new String[] {"wan2", "wan3"});
        }
    }

    @Test
    void anEngineWithALineThatIsOffRests() {
        Simulation simulation = calm(9);
        simulation.kernel().carrier("a", false);
        simulation.run(seconds(1));
        long before = simulation.events();

        simulation.run(MINUTE);

        assertThat(simulation.events() - before).isLessThan(60 * 20);
    }

    @Test
    void aDeletedInterfaceCostsNoMomentWithoutRoute() {
        for (int seed = 0; seed < 20; seed++) {
            Simulation simulation = calm(seed);
            simulation.kernel().delete("b");
            for (int step = 0; step < 200; step++) {
                assertThat(simulation.kernel().leadsOut(Family.IPV4, 200)).isTrue();
                simulation.run(Duration.ofMillis(5));
            }
            assertThat(simulation.kernel().members(Family.IPV4, 200)).containsExactly("wan1", "wan3");

            simulation.kernel().create("b");
            simulation.run(seconds(20));

            assertThat(simulation.kernel().members(Family.IPV4, 200)).containsExactly("wan1", "wan2", "wan3");
        }
    }

    /** The flap guard: whatever the rhythm, there are no more than twelve changes in any hour. */
    @ParameterizedTest
    @ValueSource(ints = {3, 20, 45, 120, 400, 900})
    void noFlappingMakesMoreThanTwelveSwitchesAnHour(int half) {
        Simulation simulation = calm(10);
        var tally = new Tally(simulation);
        for (int i = 0; i * 2 * half < 3 * 3600; i++) {
            simulation.line("a").silent(true, simulation.now().nanos());
            simulation.run(seconds(half));
            simulation.line("a").silent(false, simulation.now().nanos());
            simulation.run(seconds(half));
        }

        List<Moment> switches = tally.switches().stream().map(Tally.Switch::at).toList();
        for (int i = 12; i < switches.size(); i++) {
            assertThat(switches.get(i).since(switches.get(i - 12))).isGreaterThanOrEqualTo(Duration.ofHours(1));
        }
        assertThat(switches).isNotEmpty();
    }

    /**
     * Whatever makes two uplinks flap, each in a rhythm of its own, while a third one is well: none joins and leaves more
     * often. Where nothing else works, the guard holds nobody out.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 5, 7, 8, 9, 13})
    void noUplinkSwitchesMoreThanTwelveTimesAnHour(long seed) {
        Simulation simulation = calm(seed);
        var chance = new SplittableRandom(seed);
        var tally = new Tally(simulation);
        for (String uplink : List.of("a", "b")) {
            flap(simulation, uplink, chance.nextInt(4), chance.split(), 3000 + chance.nextInt(300_000));
        }

        simulation.run(Duration.ofHours(4));

        for (String uplink : List.of("a", "b")) {
            PathId id = Given.id(uplink);
            List<Moment> switches = tally.switches().stream()
                    .filter(s -> s.from().contains(id) != s.to().contains(id))
                    .map(Tally.Switch::at)
                    .toList();
            for (int i = 12; i < switches.size(); i++) {
                assertThat(switches.get(i).since(switches.get(i - 12)))
                        .as("%s of %s", uplink, switches)
                        .isGreaterThanOrEqualTo(Duration.ofHours(1));
            }
        }
        assertThat(tally.switches()).isNotEmpty();
    }

    /** Fails and works in turn, each for a while of up to twice a time in ms. */
    private static void flap(Simulation simulation, String uplink, int kind, SplittableRandom chance, int mean) {
        boolean works = simulation.now().nanos() == 0 || chance.nextBoolean();
        switch (kind) {
            case 0 -> simulation.line(uplink).silent(!works, simulation.now().nanos());
            case 1 -> simulation.kernel().carrier(uplink, works);
            case 2 -> simulation.kernel().up(uplink, works);
            default -> simulation.line(uplink).loss(works ? Loss.NONE : Loss.independent(0.7, chance.split()));
        }
        simulation.in(
                Duration.ofMillis(500 + chance.nextInt(2 * mean)), () -> flap(simulation, uplink, kind, chance, mean));
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(events(11)).isEqualTo(events(11)).isNotEqualTo(events(12));
    }

    private static List<Object> events(long seed) {
        Simulation simulation = calm(seed);
        var tally = new Tally(simulation);
        simulation.line("b").loss(Loss.bursts(seconds(20), seconds(3), 0.9, simulation.chance()));
        simulation.run(MINUTE.multipliedBy(10));
        assertThat(tally.downs()).isPositive();
        return List.of(simulation.events(), tally.switches());
    }
}
