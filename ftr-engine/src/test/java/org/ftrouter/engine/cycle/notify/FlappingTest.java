// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.ftrouter.engine.config.NoticesConfig;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.notify.Flapping.Word;
import org.junit.jupiter.api.Test;

class FlappingTest {
    private final Flapping flapping = new Flapping(NoticesConfig.Flapping.DEFAULT, false, Given.START);
    private Moment now = Given.START;

    private Word after(int minutes, boolean down) {
        now = now.plus(Duration.ofMinutes(minutes));
        return flapping.changed(down, now);
    }

    private Word quiet(int minutes) {
        now = now.plus(Duration.ofMinutes(minutes));
        return flapping.tick(now);
    }

    @Test
    void threeChangesInTenMinutesAreToldOneByOneAndTheFourthIsFlapping() {
        assertThat(after(0, true)).isEqualTo(Word.CHANGE);
        assertThat(after(2, false)).isEqualTo(Word.CHANGE);
        assertThat(after(2, true)).isEqualTo(Word.CHANGE);
        assertThat(after(2, false)).isEqualTo(Word.BEGINS);
        assertThat(flapping.failures()).isEqualTo(2);
        assertThat(flapping.lasted(now)).isEqualTo(Duration.ofMinutes(6));
    }

    @Test
    void slowChangesAreNeverFlapping() {
        for (int i = 0; i < 50; i++) {
            assertThat(after(4, i % 2 == 0)).isEqualTo(Word.CHANGE);
            assertThat(quiet(0)).isEqualTo(Word.NOTHING);
        }
    }

    @Test
    void whileItFlapsThereIsASummaryEachHalfHourAndOneWordWhenItIsQuiet() {
        for (int i = 0; i < 4; i++) {
            after(1, i % 2 == 0);
        }
        int summaries = 0;
        for (int i = 0; i < 90; i++) {
            assertThat(after(1, i % 2 == 0)).isEqualTo(Word.NOTHING);
            summaries += quiet(0) == Word.SUMMARY ? 1 : 0;
        }

        assertThat(summaries).isEqualTo(3);
        assertThat(flapping.failures()).isEqualTo(2 + 45);
        assertThat(quiet(9)).isEqualTo(Word.NOTHING);
        assertThat(quiet(1)).isEqualTo(Word.ENDS);
        assertThat(after(1, true)).isEqualTo(Word.CHANGE);
    }

    @Test
    void oneThatFlappedBeforeARestartStillDoes() {
        var resumed = new Flapping(NoticesConfig.Flapping.DEFAULT, true, now);

        assertThat(resumed.changed(true, now.plus(Duration.ofMinutes(1)))).isEqualTo(Word.NOTHING);
        assertThat(resumed.tick(now.plus(Duration.ofMinutes(11)))).isEqualTo(Word.ENDS);
    }
}
