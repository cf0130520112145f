// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.Moment;
import org.junit.jupiter.api.Test;

class TrafficMeterTest {
    private static final long MONTH = 30 * 86_400;
    private final TrafficMeter meter = new TrafficMeter(Given.START);
    private Moment now = Given.START;

    private void ask(Duration interval, int times) {
        for (int i = 0; i < times; i++) {
            now = now.plus(interval);
            meter.sent(60, now);
            meter.received(40, now);
        }
    }

    @Test
    void everyByteIsCounted() {
        ask(Duration.ofSeconds(1), 10);

        assertThat(meter.read(now).sent()).isEqualTo(600);
        assertThat(meter.read(now).received()).isEqualTo(400);
    }

    @Test
    void theMonthIsForetoldFromTheFirstMinutesOn() {
        ask(Duration.ofSeconds(1), 120);

        assertThat(meter.read(now).month()).isCloseTo(100 * MONTH, Percentage.withPercentage(3));
    }

    @Test
    void theMonthFollowsTheRateOfTheLastMinutes() {
        ask(Duration.ofMillis(100), 6000);
        ask(Duration.ofSeconds(10), 360);

        assertThat(meter.read(now).month()).isCloseTo(10 * MONTH, Percentage.withPercentage(10));
    }

    @Test
    void nothingAskedCostsNothing() {
        assertThat(meter.read(now.plus(Duration.ofHours(1))).month()).isCloseTo(0L, within(0L));
    }
}
