// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.engine.config.FlapGuard;
import org.ftrouter.engine.config.WhenDegraded;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.ModelNetwork;
import org.ftrouter.engine.cycle.Moment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class DampingTest {
    private static final Duration RTT = Duration.ofMillis(10);
    private static final Duration HOUR = Duration.ofHours(1);
    private final ModelNetwork net = new ModelNetwork(1, rules(WhenDegraded.TELL), "a", "b");
    private final List<Moment> switches = new ArrayList<>();

    private static Rules rules(WhenDegraded policy) {
        return Given.with(
                ModelNetwork.rules(2, Duration.ofSeconds(10)),
                Given.rules(policy).quality());
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private void cut(boolean dead) {
        net.fate = (uplink, target) -> dead && uplink.equals("a") ? null : RTT;
    }

    /** Runs on until line a is that, at most so long; whether it is. */
    private static boolean runUntil(ModelNetwork net, Health health, Duration most) {
        Moment end = net.now().plus(most);
        while (net.of("a").health() != health && net.now().isBefore(end)) {
            net.run(Duration.ofMillis(200));
        }
        return net.of("a").health() == health;
    }

    /** The most switches that lie within an hour. */
    private long mostInAnHour() {
        return switches.stream()
                .mapToLong(from -> switches.stream()
                        .filter(s -> !s.isBefore(from) && s.since(from).compareTo(HOUR) < 0)
                        .count())
                .max()
                .orElse(0);
    }

    /** An adversary who lets the line work for some seconds each time it is back, then cuts it until it is down. */
    @ParameterizedTest(name = "fails {0} s after each return")
    @ValueSource(ints = {0, 1, 5, 20, 60, 120, 300, 450, 600, 900, 1200, 1500, 2000, 2400, 2700})
    void noLineIsSwitchedMoreThanTwelveTimesAnHourWhateverItDoes(int works) {
        net.run(seconds(30));
        Moment end = net.now().plus(Duration.ofHours(4));
        while (net.now().isBefore(end)) {
            cut(true);
            assertThat(runUntil(net, Health.DOWN, seconds(5)))
                    .as("going down is never damped")
                    .isTrue();
            switches.add(net.now());
            cut(false);
            assertThat(runUntil(net, Health.UP, Duration.ofMinutes(16)))
                    .as("it returns in the end")
                    .isTrue();
            switches.add(net.now());
            net.run(seconds(works));
        }

        assertThat(mostInAnHour()).isLessThanOrEqualTo(12);
    }

    /** Cut and healed in a fixed rhythm, whatever the engine makes of it. */
    @ParameterizedTest(name = "changes every {0} s")
    @ValueSource(ints = {1, 2, 3, 7, 13, 14, 15, 20, 40, 90, 200, 310, 400, 700, 950, 1300})
    void norInAnyRhythm(int period) {
        net.run(seconds(30));
        boolean dead = false;
        Health before = Health.UP;
        Moment end = net.now().plus(Duration.ofHours(4));
        Moment turn = net.now();
        while (net.now().isBefore(end)) {
            if (!net.now().isBefore(turn)) {
                dead = !dead;
                cut(dead);
                turn = turn.plus(seconds(period));
            }
            net.run(Duration.ofMillis(500));
            Health now = net.of("a").health();
            if ((now == Health.DOWN) != (before == Health.DOWN)) {
                switches.add(net.now());
            }
            before = now;
        }

        assertThat(mostInAnHour()).isLessThanOrEqualTo(12);
    }

    @Test
    void theReasonSaysHowOftenItFailedAndHowLongItIsHeldYet() {
        net.run(seconds(30));
        for (int time = 0; time < 3; time++) {
            cut(true);
            runUntil(net, Health.DOWN, seconds(5));
            cut(false);
            assertThat(runUntil(net, Health.UP, Duration.ofMinutes(time < 2 ? 16 : 0)))
                    .isEqualTo(time < 2);
        }

        net.run(seconds(30));

        assertThat(net.of("a").reason().code()).isEqualTo(Reason.Code.FLAP_GUARD);
        assertThat(net.of("a").reason().numbers()).containsEntry("times", 3).containsEntry("hold", 600L);
        assertThat((long) net.of("a").reason().numbers().get("remaining")).isBetween(565L, 575L);
    }

    @Test
    void oneFailureNowAndThenIsNotDamped() {
        for (int time = 0; time < 5; time++) {
            net.run(Duration.ofMinutes(30));
            cut(true);
            runUntil(net, Health.DOWN, seconds(5));
            cut(false);

            assertThat(runUntil(net, Health.UP, seconds(15))).as("time " + time).isTrue();
        }
    }

    @Test
    void nothingIsHeldOutWhenNothingElseWorks() {
        net.run(seconds(30));
        for (int time = 0; time < 4; time++) {
            cut(true);
            runUntil(net, Health.DOWN, seconds(5));
            cut(false);
            runUntil(net, Health.UP, Duration.ofMinutes(time < 3 ? 16 : 0));
        }
        net.run(seconds(20));
        assertThat(net.of("a").reason().code()).isEqualTo(Reason.Code.FLAP_GUARD);

        net.fate = (uplink, target) -> uplink.equals("b") ? null : RTT;

        assertThat(runUntil(net, Health.UP, seconds(5))).isTrue();
    }

    @Test
    void aLineWhoseQualityFlapsIsNotSwitchedMoreOftenEither() {
        var picky = new ModelNetwork(1, rules(WhenDegraded.EXCLUDE), "a", "b");
        picky.run(seconds(90));
        Health before = Health.UP;
        boolean bad = false;
        Moment end = picky.now().plus(Duration.ofHours(4));
        while (picky.now().isBefore(end)) {
            Health now = picky.of("a").health();
            if (now != before) {
                switches.add(picky.now());
                before = now;
            }
            bad = now == Health.UP;
            Duration roundTrip = bad ? Duration.ofMillis(1500) : RTT;
            picky.fate = (uplink, target) -> uplink.equals("a") ? roundTrip : RTT;
            picky.run(seconds(1));
        }

        assertThat(switches).hasSizeGreaterThan(10);
        assertThat(mostInAnHour()).isLessThanOrEqualTo(12);
    }

    @Test
    void aGuardThatIsOffHoldsNothing() {
        var free = new ModelNetwork(1, rules(WhenDegraded.TELL).with(FlapGuard.OFF), "a", "b");
        free.run(seconds(30));
        for (int time = 0; time < 10; time++) {
            free.fate = (uplink, target) -> uplink.equals("a") ? null : RTT;
            assertThat(runUntil(free, Health.DOWN, seconds(5))).isTrue();
            free.fate = (uplink, target) -> RTT;

            assertThat(runUntil(free, Health.UP, seconds(15))).isTrue();
        }
    }

    @Test
    void theMemoryOutlivesAChangeOfOtherRules() {
        var damping = new Damping(Given.rules(WhenDegraded.TELL).flapGuard(), Given.START);
        damping.failed(Given.START);
        damping.failed(Given.START.plus(seconds(60)));

        Damping next = damping.under(Given.rules(WhenDegraded.TELL).flapGuard(), Given.START.plus(seconds(70)));
        next.failed(Given.START.plus(seconds(80)));

        assertThat(next.hold(Duration.ZERO)).isEqualTo(Duration.ofMinutes(10));
    }
}
