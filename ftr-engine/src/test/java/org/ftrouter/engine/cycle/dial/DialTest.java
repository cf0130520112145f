// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.dial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.engine.config.DialConfig;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.dial.Dial.Need;
import org.ftrouter.engine.cycle.dial.Dial.Phase;
import org.ftrouter.engine.cycle.dial.Dial.Step;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Reason.Code;
import org.junit.jupiter.api.Test;

class DialTest {
    private static final Reason AWAY = new Reason(Code.NO_INTERFACE, Map.of());
    private static final DialConfig CONFIG =
            new DialConfig(List.of("/up"), List.of("/down"), Duration.ofMinutes(5), Duration.ofMinutes(1));

    private Moment now = new Moment(0);
    private final Dial dial = new Dial(CONFIG, Phase.IDLE, now);

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private Optional<Code> seen(Optional<Reason> obstacle) {
        return dial.seen(obstacle, "ppp0", now).map(Reason::code);
    }

    @Test
    void itIsDialledOnceAndHungUpAfterItHasNotBeenNeededForTheTime() {
        assertThat(dial.turn(Need.NO, now)).isEqualTo(Step.NONE);
        assertThat(dial.turn(Need.PERHAPS, now)).isEqualTo(Step.NONE);
        assertThat(dial.turn(Need.YES, now)).isEqualTo(Step.ACTIVATE);
        assertThat(dial.turn(Need.YES, now)).isEqualTo(Step.NONE);
        dial.ended(Optional.empty(), now);
        assertThat(dial.phase()).isEqualTo(Phase.DIALLED);

        pass(Duration.ofMinutes(4));
        assertThat(dial.turn(Need.NO, now)).isEqualTo(Step.NONE);
        assertThat(dial.turn(Need.PERHAPS, now)).isEqualTo(Step.NONE);
        pass(Duration.ofMinutes(4));
        assertThat(dial.turn(Need.NO, now)).as("the time began anew").isEqualTo(Step.NONE);
        pass(Duration.ofMinutes(1));

        assertThat(dial.turn(Need.NO, now)).isEqualTo(Step.DEACTIVATE);
        dial.ended(Optional.empty(), now);
        assertThat(dial.phase()).isEqualTo(Phase.IDLE);
    }

    @Test
    void whatStandsInTheWayIsNoFaultUntilItCouldBeThere() {
        assertThat(seen(Optional.empty())).hasValue(Code.NOT_DIALLED);
        assertThat(seen(Optional.of(AWAY))).hasValue(Code.NOT_DIALLED);
        dial.turn(Need.YES, now);
        assertThat(seen(Optional.of(AWAY))).hasValue(Code.DIALLING);
        assertThat(seen(Optional.empty())).isEmpty();
        dial.ended(Optional.empty(), now);
        assertThat(seen(Optional.of(AWAY))).hasValue(Code.DIALLING);
        pass(Dial.GRACE);
        assertThat(seen(Optional.of(AWAY))).hasValue(Code.NO_INTERFACE);
    }

    @Test
    void aFailureIsAFaultAndIsTriedAgainAfterGrowingPauses() {
        var pauses = new ArrayList<Long>();
        for (int i = 0; i < 9; i++) {
            assertThat(dial.turn(Need.YES, now)).isEqualTo(Step.ACTIVATE);
            dial.ended(Optional.of("no modem"), now);
            assertThat(seen(Optional.of(AWAY))).hasValue(Code.DIAL_FAILED);
            pauses.add(dial.retryIn(now).toSeconds());
            pass(dial.retryIn(now).minusMillis(1));
            assertThat(dial.turn(Need.YES, now)).isEqualTo(Step.NONE);
            pass(Duration.ofMillis(1));
        }

        assertThat(pauses).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
        assertThat(dial.error()).isEqualTo("no modem");
        dial.turn(Need.YES, now);
        dial.ended(Optional.empty(), now);
        assertThat(dial.failures()).isZero();
    }

    @Test
    void oneThatCannotBeDialledAndIsNotNeededAnyMoreIsHungUpToo() {
        dial.turn(Need.YES, now);
        dial.ended(Optional.of("no modem"), now);

        pass(Duration.ofMinutes(5));

        assertThat(dial.turn(Need.NO, now)).isEqualTo(Step.DEACTIVATE);
        assertThat(seen(Optional.of(AWAY))).hasValue(Code.NOT_DIALLED);
    }

    @Test
    void oneThatCannotBeHungUpIsNotUsedAndTriedAgainUnlessItIsNeeded() {
        dial.turn(Need.YES, now);
        dial.ended(Optional.empty(), now);
        pass(Duration.ofMinutes(5));
        dial.turn(Need.NO, now);
        dial.ended(Optional.of("busy"), now);

        assertThat(seen(Optional.empty())).hasValue(Code.NOT_DIALLED);
        assertThat(dial.turn(Need.NO, now)).isEqualTo(Step.NONE);
        pass(Duration.ofSeconds(5));
        assertThat(dial.turn(Need.NO, now)).isEqualTo(Step.DEACTIVATE);
        dial.ended(Optional.of("busy"), now);
        assertThat(dial.failures()).isEqualTo(2);
        assertThat(dial.turn(Need.YES, now)).as("at once").isEqualTo(Step.ACTIVATE);
        assertThat(dial.failures()).isZero();
    }

    @Test
    void aLineThatIsLostWhileItIsNeededIsDialledAgain() {
        dial.turn(Need.YES, now);
        dial.ended(Optional.empty(), now);
        dial.lost(AWAY, now);
        assertThat(dial.phase()).isEqualTo(Phase.DIALLED);

        pass(Dial.GRACE);
        dial.lost(AWAY, now);

        assertThat(dial.phase()).isEqualTo(Phase.DIALLING);
        assertThat(dial.turn(Need.YES, now)).isEqualTo(Step.NONE);
        pass(Duration.ofSeconds(5));
        assertThat(dial.turn(Need.YES, now)).isEqualTo(Step.ACTIVATE);
    }

    @Test
    void aLineThatIsLostWhileItIsNotNeededIsNot() {
        var dialled = new Dial(CONFIG, Phase.DIALLED, now);
        dialled.turn(Need.NO, now);
        pass(Dial.GRACE);

        dialled.lost(AWAY, now);

        assertThat(dialled.phase()).isEqualTo(Phase.DIALLED);
    }

    @Test
    void whatAnEarlierRunWasAboutIsBegunAgain() {
        assertThat(new Dial(CONFIG, Phase.HANGING_UP, now).turn(Need.PERHAPS, now))
                .isEqualTo(Step.DEACTIVATE);
        assertThat(new Dial(CONFIG, Phase.DIALLING, now).turn(Need.YES, now)).isEqualTo(Step.ACTIVATE);
        assertThat(new Dial(CONFIG, Phase.DIALLING, now).turn(Need.NO, now)).isEqualTo(Step.NONE);
    }
}
