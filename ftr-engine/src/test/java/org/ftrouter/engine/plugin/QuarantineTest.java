// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.ftrouter.api.testkit.ManualTicker;
import org.junit.jupiter.api.Test;

class QuarantineTest {
    private final ManualTicker ticker = new ManualTicker();
    private final Quarantine quarantine = new Quarantine(ticker);

    @Test
    void theThirdFaultWithinAMinuteBeginsIt() {
        assertThat(quarantine.fault("one", Duration.ZERO)).isFalse();
        ticker.advance(Duration.ofSeconds(30));
        assertThat(quarantine.fault("two", Duration.ZERO)).isFalse();
        ticker.advance(Duration.ofSeconds(29));

        assertThat(quarantine.fault("three", Duration.ZERO)).isTrue();

        assertThat(quarantine.reason()).contains("three");
        assertThat(quarantine.rest()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void faultsFarApartDoNot() {
        for (int i = 0; i < 100; i++) {
            assertThat(quarantine.fault("now and then", Duration.ZERO)).isFalse();
            ticker.advance(Duration.ofSeconds(31));
        }
        assertThat(quarantine.reason()).isEmpty();
    }

    /** A notifier has 85 seconds, and is called again after growing pauses. */
    @Test
    void whatLastsLongIsFoundOutAllTheSame() {
        var limit = Duration.ofSeconds(85);
        assertThat(quarantine.fault("one", limit)).isFalse();
        ticker.advance(Duration.ofMinutes(5));
        assertThat(quarantine.fault("two", limit)).isFalse();
        ticker.advance(Duration.ofMinutes(10));

        assertThat(quarantine.fault("three", limit)).isTrue();

        ticker.advance(Duration.ofMinutes(1));
        assertThat(quarantine.fault("four", limit)).isFalse();
        ticker.advance(Duration.ofMinutes(16));
        assertThat(quarantine.fault("five", limit)).isFalse();
        assertThat(quarantine.fault("six", limit)).isFalse();
    }

    @Test
    void itEndsAndIsLongerEachTimeUpToAnHour() {
        for (int minutes : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            threeFaults();

            assertThat(quarantine.rest()).isEqualTo(Duration.ofMinutes(minutes));
            ticker.advance(Duration.ofMinutes(minutes).minusNanos(1));
            assertThat(quarantine.reason()).isPresent();
            ticker.advance(Duration.ofNanos(1));
            assertThat(quarantine.reason()).isEmpty();
        }
    }

    @Test
    void anHourLaterAllIsForgotten() {
        threeFaults();
        ticker.advance(Duration.ofMinutes(1));
        threeFaults();
        assertThat(quarantine.rest()).isEqualTo(Duration.ofMinutes(2));
        ticker.advance(Duration.ofMinutes(63));

        threeFaults();

        assertThat(quarantine.rest()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void whatWasUnderWayWhenItBeganDoesNotProlongIt() {
        threeFaults();

        assertThat(quarantine.fault("late", Duration.ZERO)).isFalse();

        assertThat(quarantine.reason()).contains("no 2");
        ticker.advance(Duration.ofMinutes(1));
        assertThat(quarantine.fault("next", Duration.ZERO)).isFalse();
    }

    private void threeFaults() {
        for (int i = 0; i < 3; i++) {
            quarantine.fault("no " + i, Duration.ZERO);
        }
    }
}
