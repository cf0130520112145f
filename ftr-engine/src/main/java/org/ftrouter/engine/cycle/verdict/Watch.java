// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.util.Set;
import org.ftrouter.engine.cycle.Moment;

/**
 * How a path is to be watched from now on.
 *
 * @param mode the rhythm of questions
 * @param since when this mode began; a new moment means a new confirmation or return
 * @param muted targets that have been silent although the path is alive; they are asked rarely
 */
public record Watch(Mode mode, Moment since, Set<Integer> muted) {

    /** The rhythm of questions. */
    public enum Mode {
        /** None: nothing can be sent. */
        OFF,
        /** One target at a time. */
        STEADY,
        /** All targets at once, several tries in quick succession. */
        CONFIRM,
        /** All targets at once, in the rhythm of {@link #STEADY}. */
        ROUNDS
    }

    /** Copies. */
    public Watch {
        muted = Set.copyOf(muted);
    }
}
