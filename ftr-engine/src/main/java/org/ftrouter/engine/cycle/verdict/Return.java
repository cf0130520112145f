// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import org.ftrouter.engine.cycle.Moment;

/** The way back of a path that was down: rounds of questions to all targets, so many clean ones, for so long. */
final class Return {
    private Moment began;
    private int cleanRounds;
    private long round;
    private Moment roundAt;
    private boolean roundOpen;
    private final BitSet answered = new BitSet();

    Return(Moment now) {
        began = now;
        roundAt = now;
    }

    void asked(long newRound, Moment at) {
        if (newRound != round) {
            round = newRound;
            roundAt = at;
            roundOpen = true;
            answered.clear();
        }
    }

    void heard(Question question, int needed) {
        if (roundOpen && question.round == round) {
            answered.set(question.target);
            if (answered.cardinality() >= needed) {
                roundOpen = false;
                cleanRounds++;
            }
        }
    }

    /** Forgets the round under way, without prejudice. */
    void voidRound() {
        roundOpen = false;
    }

    /** Settles a round that was not clean in time; false if nothing at all was heard, so that the way back is off. */
    boolean settle(Moment now, Duration longest) {
        if (!roundOpen || now.since(roundAt).compareTo(longest) < 0) {
            return true;
        }
        roundOpen = false;
        cleanRounds = 0;
        began = now;
        return !answered.isEmpty();
    }

    boolean complete(Moment now, int rise, Duration holdUp) {
        return cleanRounds >= rise && now.since(began).compareTo(holdUp) >= 0;
    }

    int cleanRounds() {
        return cleanRounds;
    }

    Moment earliest(Duration holdUp) {
        return began.plus(holdUp);
    }

    Moment roundEnds(Duration longest) {
        return roundAt.plus(longest);
    }

    boolean roundOpen() {
        return roundOpen;
    }

    /** Why it is not back yet. */
    Reason reason(int rise, Duration holdUp) {
        return new Reason(Reason.Code.HOLDING, Map.of("clean", cleanRounds, "rise", rise, "hold", holdUp.toSeconds()));
    }
}
