// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.verdict.Watch.Mode;
import org.jspecify.annotations.Nullable;

/** What is under way on a path: the rhythm of questions, and the confirmation or the return that it serves. */
final class Course {
    /** While it is being confirmed. */
    @Nullable
    Confirmation confirmation;

    /** What it is down by, as long as an answer to its questions could still come. */
    @Nullable
    Confirmation convicted;

    /** While it is on its way back. */
    @Nullable
    Return comingBack;

    private Mode mode = Mode.OFF;
    private Moment since;
    private boolean changed = true;

    Course(Moment now) {
        since = now;
    }

    void confirm(Moment silentSince, int targets, Moment now, Duration patience) {
        enter(Mode.CONFIRM, now);
        confirmation = new Confirmation(silentSince, now, targets, now.plus(patience));
    }

    void convict(Confirmation open, Moment now) {
        enter(Mode.STEADY, now);
        convicted = open;
    }

    /** What it is down by proves nothing after all. */
    void acquit(Moment now) {
        enter(Mode.STEADY, now);
        convicted = null;
    }

    /** A question could not tell, perhaps after it had been called lost. */
    void untold(Question question) {
        if (confirmation != null) {
            confirmation.untold(question);
        }
        if (convicted != null) {
            convicted.untold(question);
        }
    }

    void comeBack(Moment now) {
        Confirmation kept = convicted;
        enter(Mode.ROUNDS, now);
        convicted = kept;
        comingBack = new Return(now);
    }

    void enter(Mode next, Moment now) {
        if (mode != next || next == Mode.CONFIRM) {
            changed = true;
            mode = next;
            since = now;
            confirmation = null;
            convicted = null;
            comingBack = null;
        }
    }

    /** What is under way proves nothing any more. */
    void forget() {
        convicted = null;
        if (comingBack != null) {
            comingBack.voidRound();
        }
    }

    /** Adds the moments at which time alone could change something, if what comes in is trusted for so long. */
    void addWakeUps(Soonest next, Duration trust, Duration holdUp, Duration longest) {
        if (confirmation != null) {
            next.add(confirmation.began.plus(trust));
            next.add(confirmation.began.plus(PathJudge.ALL_SILENT_AFTER));
            next.add(confirmation.notBefore);
        }
        if (comingBack != null) {
            next.add(comingBack.earliest(holdUp));
            if (comingBack.roundOpen()) {
                next.add(comingBack.roundEnds(longest));
            }
        }
    }

    boolean is(Mode one) {
        return mode == one;
    }

    Mode mode() {
        return mode;
    }

    Moment since() {
        return since;
    }

    /** Whether the rhythm changed since this was last asked. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }
}
