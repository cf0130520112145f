// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ApplyRhythmTest {
    private final ApplyRhythm rhythm = new ApplyRhythm();
    private long now;

    private Duration pause() {
        return Duration.ofNanos(rhythm.pause(now));
    }

    private void attempt(boolean failure) {
        now += Math.max(0, rhythm.pause(now));
        rhythm.begin(now);
        rhythm.ended(failure, now);
    }

    @Test
    void withoutAPlanThereIsNothingToDo() {
        rhythm.disturbed();

        assertThat(rhythm.pause(now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aNewPlanIsAppliedAtOnceAlsoAfterFailures() {
        rhythm.submitted();
        attempt(true);
        attempt(true);

        rhythm.submitted();

        assertThat(pause()).isZero();
    }

    @Test
    void failuresAreTriedAgainWithGrowingPauses() {
        rhythm.submitted();
        attempt(true);
        assertThat(pause()).isEqualTo(Duration.ofMillis(500));
        attempt(true);
        assertThat(pause()).isEqualTo(Duration.ofSeconds(1));
        for (int i = 0; i < 10; i++) {
            attempt(true);
        }
        assertThat(pause()).isEqualTo(Duration.ofSeconds(30));
        attempt(false);
        assertThat(pause()).isEqualTo(ApplyRhythm.CHECK);
    }

    @Test
    void whatTheKernelTellsIsAnsweredSoon() {
        rhythm.submitted();
        attempt(false);
        rhythm.disturbed();

        assertThat(pause()).isEqualTo(Duration.ofMillis(20));
    }

    /** An interface that comes up is what a refused route has waited for. */
    @Test
    void whatTheKernelTellsEndsALongPauseAfterFailures() {
        rhythm.submitted();
        for (int i = 0; i < 10; i++) {
            attempt(true);
        }
        rhythm.disturbed();

        assertThat(pause()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void inATugOfWarItLooksNowAndThenOnly() {
        rhythm.submitted();
        attempt(false);
        for (int i = 0; i < ApplyRhythm.WAR; i++) {
            rhythm.disturbed();
            attempt(false);
        }
        rhythm.disturbed();

        assertThat(pause()).isEqualTo(ApplyRhythm.CHECK);
    }

    @Test
    void afterATugOfWarWhatTheKernelTellsIsAnsweredSoonAgain() {
        inATugOfWarItLooksNowAndThenOnly();
        for (int i = 0; i < 8; i++) {
            attempt(false);
        }
        assertThat(pause()).isEqualTo(ApplyRhythm.CHECK);

        rhythm.disturbed();

        assertThat(pause()).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void aTugOfWarThatGoesOnIsFoundToBreakOutOnceAMinute() {
        rhythm.submitted();
        attempt(false);
        int outbreaks = 0;
        long end = now + Duration.ofMinutes(10).toNanos();
        for (int i = 0; i < 100_000 && now < end; i++) {
            rhythm.disturbed();
            now += Math.max(Duration.ofMillis(100).toNanos(), rhythm.pause(now));
            outbreaks += rhythm.begin(now) ? 1 : 0;
            rhythm.ended(false, now);
        }

        assertThat(outbreaks).isBetween(5, 10);
    }
}
