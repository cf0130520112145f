// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.ModelNetwork;
import org.ftrouter.engine.cycle.Moment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How fast a silent line is found, at what cost, and that no lossy one is taken for it. */
@Tag("once")
class DetectionTest {

    /** The settings of reference.conf, and the fastest sane ones that its comments give. */
    enum Profile {
        USUAL,
        FASTEST;

        Rules rules() {
            Rules usual = ModelNetwork.rules(2, Duration.ofSeconds(10));
            return this == USUAL
                    ? usual
                    : Given.pace(usual, Duration.ofMillis(100), Duration.ofMillis(50), 5, Duration.ofMillis(20));
        }
    }

    @ParameterizedTest(name = "{0}, answers within {1} to {2} ms")
    @CsvSource({
        "USUAL,   10, 10, 1500, 2500",
        "USUAL,   40, 60, 1500, 2500",
        "FASTEST, 5,  15, 250,  300",
        "FASTEST, 10, 10, 250,  300",
        "FASTEST, 20, 40, 250,  320",
        "FASTEST, 40, 60, 300,  350",
    })
    void aSilentLineIsFoundWithin(Profile profile, int least, int most, int median, int nearlyAll) {
        var times = new ArrayList<Duration>();
        for (int seed = 0; seed < 300; seed++) {
            times.add(detection(seed, profile.rules(), least, most));
        }

        times.sort(null);

        assertThat(times.get(150)).as("median").isLessThan(Duration.ofMillis(median));
        assertThat(times.get(297)).as("p99").isLessThan(Duration.ofMillis(nearlyAll));
    }

    private static Duration detection(int seed, Rules rules, int least, int most) {
        var net = new ModelNetwork(seed, rules, "a", "b", "c");
        ModelNetwork.Fate well = (uplink, target) -> Duration.ofMillis(least + net.random.nextInt(most - least + 1));
        net.fate = well;
        net.run(Duration.ofMillis(20_000 + net.random.nextInt(1000)));
        net.fate = (uplink, target) -> uplink.equals("a") ? null : well.of(uplink, target);
        Moment cut = net.now();
        while (net.of("a").health() != Health.DOWN && net.now().since(cut).compareTo(Duration.ofSeconds(5)) < 0) {
            net.run(Duration.ofMillis(5));
        }
        assertThat(net.of("a").reason().code()).isEqualTo(Reason.Code.PROBE_QUORUM);
        assertThat(List.of(net.of("b").health(), net.of("c").health())).containsOnly(Health.UP);
        return net.now().since(cut);
    }

    @ParameterizedTest(name = "{0}: {1} packets a second and uplink")
    @CsvSource({"USUAL, 1", "FASTEST, 10"})
    void theSteadyStateCosts(Profile profile, int packets) {
        var net = new ModelNetwork(1, profile.rules(), "a", "b", "c");
        net.run(Duration.ofSeconds(5));
        net.packets.clear();

        net.run(Duration.ofHours(1));

        long wanted = 3600L * packets;
        assertThat(net.packets.values()).allSatisfy(n -> assertThat(n).isBetween(wanted - 10, wanted + 10));
    }

    @ParameterizedTest(name = "{0}: {1} % for {2} h")
    @CsvSource({"USUAL, 1, 24", "USUAL, 5, 24", "USUAL, 10, 24", "USUAL, 20, 24", "FASTEST, 10, 2", "FASTEST, 20, 3"})
    void independentLossTakesNoLineDown(Profile profile, int percent, int hours) {
        var net = new ModelNetwork(1, profile.rules(), "a", "b", "c");
        net.fate = (uplink, target) -> net.random.nextInt(100) < percent ? null : Duration.ofMillis(10);

        net.run(Duration.ofHours(hours));

        assertThat(net.history).contains("a UP OK", "b UP OK", "c UP OK").noneMatch(h -> h.contains("DOWN"));
    }

    /** Short gaps of the last mile, which all targets share: no gap that is shorter than a confirmation evicts. */
    @ParameterizedTest
    @EnumSource
    void gapsShorterThanAConfirmationTakeNoLineDown(Profile profile) {
        var net = new ModelNetwork(1, profile.rules(), "a", "b", "c");
        Duration late = profile.rules().lateFloor();
        Duration gap = late.plus(
                        profile.rules().spacing().multipliedBy(profile.rules().tries() - 1))
                .minusMillis(5);
        net.run(Duration.ofSeconds(10));
        for (int i = 0; i < 2000; i++) {
            net.fate = (uplink, target) -> uplink.equals("a") ? null : Duration.ofMillis(10);
            net.run(gap);
            net.fate = (uplink, target) -> Duration.ofMillis(10);
            net.run(Duration.ofMillis(1000 + net.random.nextInt(3000)));
        }

        assertThat(net.history).noneMatch(h -> h.contains("DOWN"));
    }
}
