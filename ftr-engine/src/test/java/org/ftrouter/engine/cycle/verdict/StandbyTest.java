// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.ModelNetwork;
import org.ftrouter.engine.cycle.Moment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uplinks that carry nothing are asked seldom, and confirmed as fast as any when it matters. */
class StandbyTest {
    private static final Duration RTT = Duration.ofMillis(10);

    private static ModelNetwork net(long seed, int restSeconds, String... uplinks) {
        Rules rules = Given.with(ModelNetwork.rules(2, Duration.ofSeconds(10)), seconds(restSeconds));
        var net = new ModelNetwork(seed, rules, uplinks);
        net.rest("lte");
        net.run(seconds(130));
        net.history.clear();
        net.packets.clear();
        return net;
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static void cut(ModelNetwork net, String... dead) {
        net.fate = (uplink, target) -> java.util.List.of(dead).contains(uplink) ? null : RTT;
    }

    private static Duration untilDown(ModelNetwork net, String uplink, Duration most) {
        Moment from = net.now();
        while (net.of(uplink).health() != Health.DOWN && net.now().since(from).compareTo(most) < 0) {
            net.run(Duration.ofMillis(10));
        }
        return net.now().since(from);
    }

    @ParameterizedTest(name = "every {0} s")
    @ValueSource(ints = {5, 60})
    void anUplinkThatRestsCostsAsMuchLess(int rest) {
        ModelNetwork net = net(1, rest, "a", "b", "lte");

        net.run(Duration.ofHours(1));

        long wanted = 3600 / rest;
        assertThat(net.packets.get("lte")).isBetween(wanted - 2, wanted + 2);
        assertThat(net.packets.get("a")).isBetween(3590L, 3610L);
    }

    /** Asked so rarely, it never has as many questions in a window as it takes to call it degraded. */
    @Test
    void oneThatIsDegradedGetsWellAgain() {
        ModelNetwork net = net(1, 5, "a", "b", "lte");
        net.rest();
        net.fate = (uplink, target) -> uplink.equals("lte") && net.random.nextInt(100) < 40 ? null : RTT;
        net.run(seconds(120));
        assertThat(net.of("lte").health()).isEqualTo(Health.DEGRADED);
        net.rest("lte");
        net.run(seconds(600));
        assertThat(net.of("lte").health()).as("as lossy as ever").isEqualTo(Health.DEGRADED);

        net.fate = (uplink, target) -> RTT;
        net.run(seconds(5 * 30));

        assertThat(net.of("lte").health()).isEqualTo(Health.UP);
        assertThat(net.of("lte").loss()).isZero();
    }

    @ParameterizedTest(name = "every {0} s")
    @ValueSource(ints = {5, 60})
    void itsDeathIsNoticedLaterByItsIntervalAtMost(int rest) {
        for (int seed = 0; seed < 30; seed++) {
            ModelNetwork net = net(seed, rest, "a", "lte");
            net.run(Duration.ofMillis(net.random.nextInt(rest * 1000)));
            cut(net, "lte");

            assertThat(untilDown(net, "lte", seconds(2 * rest)))
                    .isLessThan(seconds(rest).plusMillis(700));
        }
    }

    @ParameterizedTest(name = "every {0} s")
    @ValueSource(ints = {5, 60})
    void itBearsWitnessAtOnceSoThatTheOtherIsDownAsFastAsEver(int rest) {
        for (int seed = 0; seed < 30; seed++) {
            ModelNetwork net = net(seed, rest, "a", "lte");
            net.run(Duration.ofMillis(net.random.nextInt(3000)));
            cut(net, "a");

            assertThat(untilDown(net, "a", seconds(5))).isLessThan(Duration.ofMillis(1900));
            assertThat(net.of("lte").health()).isEqualTo(Health.UP);
        }
    }

    @Test
    void whenItIsNeededItIsConfirmedAtOnce() {
        ModelNetwork net = net(1, 60, "a", "b", "lte");
        cut(net, "lte"); // which nobody has noticed yet
        net.run(Duration.ofMillis(100));
        assertThat(net.of("lte").health()).isEqualTo(Health.UP);

        net.rest();

        assertThat(untilDown(net, "lte", seconds(5))).isLessThan(Duration.ofMillis(600));
    }

    @Test
    void whenItIsNeededAndWellNothingHappensButAFewQuestions() {
        ModelNetwork net = net(1, 60, "a", "b", "lte");

        net.rest();
        net.run(Duration.ofMillis(500));

        assertThat(net.history).isEmpty();
        assertThat(net.packets.get("lte")).isBetween(4L, 6L);
        assertThat(net.of("lte").watch().mode()).isEqualTo(Watch.Mode.STEADY);
    }

    @Test
    void whatTheKernelSaysOfItIsBelievedAtOnce() {
        ModelNetwork net = net(1, 60, "a", "lte");

        net.kernel("lte", Optional.of(Reason.of(Reason.Code.NO_CARRIER)));
        net.run(Duration.ofMillis(1));

        assertThat(net.history).containsExactly("lte DOWN NO_CARRIER");
    }

    @Test
    void aDeadOneThatIsNeededReturnsInTheUsualRhythm() {
        ModelNetwork net = net(1, 60, "a", "lte");
        cut(net, "lte");
        net.run(seconds(70));
        net.history.clear();
        cut(net, "a");
        net.rest();

        net.run(seconds(7));

        assertThat(net.history).contains("lte UP OK");
    }
}
