// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoundTripTest {
    private static final Duration FAST = Duration.ofMillis(10);
    private static final Duration SLOW = Duration.ofMillis(1200);

    private final RoundTrip roundTrip = new RoundTrip(RoundTrip.FLOOR, Duration.ofSeconds(5));

    @Test
    void firstAnswersThatWaitedForTheNeighboursAddressAreForgottenWithTheNext() {
        roundTrip.sample(SLOW);
        assertThat(late()).isEqualTo(Duration.ofMillis(3600));
        for (int i = 1; i < 6; i++) { // as many as the first confirmation asks
            roundTrip.sample(SLOW.minusMillis(50L * i));
        }

        roundTrip.sample(FAST);

        assertThat(late()).isEqualTo(RoundTrip.FLOOR);
        assertThat(roundTrip.smoothed()).contains(FAST);
    }

    @Test
    void aLineThatIsSlowStaysSlow() {
        for (int i = 0; i < 10; i++) {
            roundTrip.sample(SLOW);
        }

        assertThat(late()).isGreaterThan(SLOW);
    }

    /** RFC 6298, 2.3: variation 3/4 of 5 ms and 1/4 of 1190 ms, four times, on top of the smoothed time. */
    @Test
    void laterOnASlowAnswerWidensWhatIsOnTime() {
        for (int i = 0; i < 10; i++) {
            roundTrip.sample(FAST);
        }

        roundTrip.sample(SLOW);

        assertThat(late()).isBetween(Duration.ofMillis(1300), Duration.ofMillis(1400));
    }

    private Duration late() {
        return Duration.ofNanos(roundTrip.lateAfterNanos());
    }
}
