// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.engine.cycle.ModelNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {
    private static final Duration RTT = Duration.ofMillis(10);
    private static final Duration HOLD = Duration.ofSeconds(10);
    private final ModelNetwork net = new ModelNetwork(1, ModelNetwork.rules(2, HOLD), "a", "b", "c");

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void aHealthyLineIsUpWithinASecondOfTheStart() {
        net.run(seconds(1));

        assertThat(net.history).containsExactlyInAnyOrder("a UP OK", "b UP OK", "c UP OK");
    }

    @Test
    void aTargetThatIsDeadEverywhereChangesNothingAndCostsLittle() {
        net.run(seconds(10));
        net.history.clear();
        net.fate = (uplink, target) -> target.equals("t1") ? null : RTT;
        net.packets.clear();

        net.run(minutes(30));

        assertThat(net.history).isEmpty();
        assertThat(net.packets.values()).allSatisfy(n -> assertThat(n).isLessThan(30 * 60 * 110 / 100));
    }

    @Test
    void threeTargetsOfFourDeadEverywhereChangeNothing() {
        net.run(seconds(10));
        net.history.clear();
        net.fate = (uplink, target) -> target.equals("t1") ? RTT : null;

        net.run(minutes(10));

        assertThat(net.history).isEmpty();
    }

    @Test
    void threeTargetsOfFourDeadOnOneLineAloneTakeItDown() {
        net.run(seconds(10));
        net.history.clear();
        net.fate = (uplink, target) -> target.equals("t1") || !uplink.equals("a") ? RTT : null;

        net.run(seconds(15));

        assertThat(net.history).containsExactly("a DOWN PROBE_QUORUM");
    }

    @Test
    void allLinesSilentAtOnceIsToldAfterAWhileOnly() {
        net.run(seconds(10));
        net.history.clear();
        net.fate = (uplink, target) -> null;

        net.run(seconds(9));
        assertThat(net.history).isEmpty();
        net.run(seconds(5));

        assertThat(net.history)
                .containsExactlyInAnyOrder("a DOWN ALL_SILENT", "b DOWN ALL_SILENT", "c DOWN ALL_SILENT");
    }

    @Test
    void afterATotalOutageTheFirstLineIsBackWithoutHoldUp() {
        net.run(seconds(10));
        net.fate = (uplink, target) -> null;
        net.run(seconds(30));
        net.history.clear();
        net.fate = (uplink, target) -> uplink.equals("b") ? RTT : null;

        net.run(seconds(5));

        assertThat(net.history).containsExactly("b UP OK");
    }

    @Test
    void aLoneLineIsNeverBlamedBeforeTheWhileIsOver() {
        var alone = new ModelNetwork(3, ModelNetwork.rules(2, HOLD), "a");
        alone.run(seconds(10));
        alone.fate = (uplink, target) -> null;

        alone.run(seconds(9));

        assertThat(alone.of("a").health()).isEqualTo(Health.UP);
    }

    @Test
    void aHealedLineIsBackAfterRiseAndHoldUp() {
        net.run(seconds(10));
        net.fate = (uplink, target) -> uplink.equals("a") ? null : RTT;
        net.run(seconds(10));
        net.history.clear();
        net.fate = (uplink, target) -> RTT;

        net.run(HOLD);
        assertThat(net.history).isEmpty();
        assertThat(net.of("a").reason().code()).isEqualTo(Reason.Code.HOLDING);
        net.run(seconds(3));

        assertThat(net.history).containsExactly("a UP OK");
    }

    @Test
    void howManyTargetsAnsweredWhenItCameBackIsInTheReasonAndStaysThere() {
        net.run(seconds(10));
        net.fate = (uplink, target) -> uplink.equals("a") ? null : RTT;
        net.run(seconds(10));
        net.fate = (uplink, target) -> uplink.equals("a") && target.equals("t2") ? null : RTT;
        net.run(HOLD.plus(seconds(3)));

        Map<String, Object> numbers = Map.of("answered", 3, "targets", 4, "required", 2, "tries", 6);
        assertThat(net.of("a").reason()).isEqualTo(new Reason(Reason.Code.OK, numbers));
        net.fate = (uplink, target) -> RTT;
        net.run(seconds(30));
        assertThat(net.of("a").reason().numbers()).isEqualTo(numbers);
    }

    @Test
    void aFlappingLineStaysOutWhileItFlaps() {
        net.run(seconds(10));
        for (int i = 0; i < 20; i++) {
            net.fate = (uplink, target) -> uplink.equals("a") ? null : RTT;
            net.run(seconds(4));
            net.fate = (uplink, target) -> RTT;
            net.run(seconds(4));
        }

        assertThat(net.history).filteredOn(h -> h.startsWith("a")).containsExactly("a UP OK", "a DOWN PROBE_QUORUM");
    }

    @Test
    void aLostCarrierIsBelievedAtOnceAndItsReturnIsHeldUp() {
        net.run(seconds(10));
        net.history.clear();

        net.kernel("a", Optional.of(Reason.of(Reason.Code.NO_CARRIER)));
        net.run(Duration.ofMillis(1));
        assertThat(net.history).containsExactly("a DOWN NO_CARRIER");
        net.kernel("a", Optional.empty());
        net.run(seconds(9));
        assertThat(net.history).hasSize(1);
        net.run(seconds(4));

        assertThat(net.history).containsExactly("a DOWN NO_CARRIER", "a UP OK");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 30, 60})
    void aPausedEngineBlamesNoLine(int pause) {
        for (int i = 0; i < 50; i++) {
            net.run(Duration.ofMillis(2000 + net.random.nextInt(3000)));
            net.stall(seconds(pause));
        }
        net.run(seconds(5));

        assertThat(net.history).hasSize(3).allMatch(h -> h.endsWith("UP OK"));
    }

    @Test
    void aQueueOfASecondAndAHalfIsNotADeadLine() {
        net.run(seconds(10));
        net.history.clear();
        net.fate = (uplink, target) -> {
            if (!uplink.equals("a")) {
                return RTT;
            }
            return net.random.nextInt(100) < 20 ? null : Duration.ofMillis(1400 + net.random.nextInt(300));
        };
        net.traffic("a", 0, 100);
        net.run(minutes(5));

        assertThat(net.history).hasSize(1).allMatch(h -> h.startsWith("a DEGRADED "));
    }

    /** The engine runs meanwhile, and what the other lines are answered is read first. */
    @ParameterizedTest
    @ValueSource(longs = {1, 3, 12, 17, 30})
    void answersThatAreReadLateBlameNoLine(long seed) {
        var late = new ModelNetwork(seed, ModelNetwork.rules(2, HOLD), "a", "b", "c");
        late.run(seconds(70));
        late.history.clear();
        for (int i = 0; i < 200; i++) {
            late.run(Duration.ofMillis(late.random.nextInt(2000)));
            late.readersSleep(Duration.ofMillis(200 + late.random.nextInt(3000)));
            late.run(seconds(4));
        }

        assertThat(late.history).noneMatch(h -> h.contains("DOWN"));
    }

    @Test
    void aLateAnswerTakesItsLossBack() {
        net.run(seconds(70));
        net.fate = (uplink, target) -> Duration.ofMillis(190);
        net.run(seconds(70));

        assertThat(net.of("a").loss()).isZero();
        assertThat(net.of("a").health()).isEqualTo(Health.UP);
    }
}
