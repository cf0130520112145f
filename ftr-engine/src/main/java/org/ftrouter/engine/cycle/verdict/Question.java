// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import org.ftrouter.engine.cycle.Moment;

/** A question under way. */
final class Question {
    final long number;
    final int target;
    final long round;
    final Moment at;
    /** Counted as lost, though it may still be answered. */
    boolean late;
    /** Its number among the samples of quality once it is late, or -1 if it is none of them. */
    long sample = -1;

    Question(long number, int target, long round, Moment at) {
        this.number = number;
        this.target = target;
        this.round = round;
        this.at = at;
    }
}
