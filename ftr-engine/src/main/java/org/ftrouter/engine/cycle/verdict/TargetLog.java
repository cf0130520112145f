// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.util.Optional;
import org.ftrouter.engine.cycle.Moment;
import org.jspecify.annotations.Nullable;

/** What is known of one target on one path. */
final class TargetLog {
    private static final int MUTED_AFTER = 2;

    final String name;
    final RoundTrip roundTrip;

    @Nullable
    Moment lastHeard;

    private String said = "";
    private int lost;
    private int silentTurns;
    private boolean unhurried;

    TargetLog(String name, RoundTrip roundTrip) {
        this.name = name;
        this.roundTrip = roundTrip;
    }

    void heard(Observation.Answered answer) {
        roundTrip.sample(answer.roundTrip());
        lastHeard = answer.at();
        silentTurns = 0;
        rest();
    }

    /** An answer, or what came instead of one, is known. */
    void told() {
        unhurried = false;
    }

    /** A question, a single one or not, could not tell after it had been called lost: the next ones are waited for. */
    void untold(boolean single) {
        unhurried = true;
        lost = Math.max(0, lost - 1);
        silentTurns = Math.max(0, silentTurns - (single ? 1 : 0));
    }

    /** Whether an outcome is waited for as long as there may be one. */
    boolean isUnhurried() {
        return unhurried;
    }

    /** A question was not answered in time; what came instead is empty if nothing came. */
    void lost(String instead) {
        lost++;
        said = instead;
    }

    /** The question had been given up before this, or nothing, came instead of its answer; a newer one may be answered. */
    void saidLate(String instead) {
        said = instead.isEmpty() || lost == 0 ? said : instead;
    }

    /** Nothing is asked any more: what was seen last becomes old. */
    void rest() {
        lost = 0;
        said = "";
        unhurried = false;
    }

    /** What came instead of an answer to the last question; empty if it was answered, or nothing came. */
    String said() {
        return said;
    }

    /** It has answered since then, and its last question too. */
    boolean answersSince(Moment moment) {
        return lost == 0 && lastHeard != null && !lastHeard.isBefore(moment);
    }

    TargetState state() {
        return new TargetState(name, Optional.ofNullable(lastHeard), lost >= MUTED_AFTER, said);
    }

    /** A single question, asked in its turn, was not answered in time. */
    void missedTurn() {
        silentTurns++;
    }

    /** It missed at least its last turn. */
    boolean silent() {
        return silentTurns > 0;
    }

    /** It has missed turns while the path was found alive each time: its silence is no news any more. */
    boolean muted() {
        return silentTurns >= MUTED_AFTER;
    }
}
