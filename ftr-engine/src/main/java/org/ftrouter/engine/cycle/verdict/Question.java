// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import org.ftrouter.engine.cycle.Moment;

/** A question under way. */
final class Question {
    final int target;
    final long round;
    final Moment at;
    /** Counted as lost, though it may still be answered. */
    boolean late;
    /** Its number in the loss window, once it is late. */
    long lossNumber;

    Question(int target, long round, Moment at) {
        this.target = target;
        this.round = round;
        this.at = at;
    }
}
