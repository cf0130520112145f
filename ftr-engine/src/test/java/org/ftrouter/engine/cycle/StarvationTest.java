// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StarvationTest {
    private final Starvation starvation = new Starvation();
    private Moment now = new Moment(0);

    /** So many turns, one each so often; how many of them had something told. */
    private int turns(int count, Duration each, boolean late) {
        int told = 0;
        for (int i = 0; i < count; i++) {
            now = now.plus(each);
            told += starvation.turned(late, now) ? 1 : 0;
        }
        return told;
    }

    @Test
    void whoeverIsLateAllTheTimeIsToldOnceAndAgainWhenItIsOver() {
        assertThat(turns(Starvation.OFTEN - 1, Duration.ofSeconds(1), true)).isZero();
        assertThat(turns(1, Duration.ofSeconds(1), true)).isEqualTo(1);
        assertThat(turns(1000, Duration.ofMillis(500), true)).isZero();

        assertThat(turns(59, Duration.ofSeconds(1), false)).isZero();
        assertThat(turns(10, Duration.ofSeconds(1), false)).isEqualTo(1);
        assertThat(turns(1000, Duration.ofSeconds(1), false)).isZero();
    }

    @Test
    void aPauseNowAndThenIsNothing() {
        assertThat(turns(1000, Duration.ofSeconds(3), true)).isZero();
    }
}
