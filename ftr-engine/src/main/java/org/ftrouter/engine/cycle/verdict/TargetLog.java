// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import org.ftrouter.engine.cycle.Moment;
import org.jspecify.annotations.Nullable;

/** What is known of one target on one path. */
final class TargetLog {
    private static final int MUTED_AFTER = 2;

    final String name;
    final RoundTrip roundTrip;

    @Nullable
    Moment lastHeard;

    private int silentTurns;

    TargetLog(String name, RoundTrip roundTrip) {
        this.name = name;
        this.roundTrip = roundTrip;
    }

    void heard() {
        silentTurns = 0;
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
