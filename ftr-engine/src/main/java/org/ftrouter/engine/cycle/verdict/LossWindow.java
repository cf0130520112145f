// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.util.BitSet;

/** Share of the last single questions that were lost; a late answer takes its loss back. */
final class LossWindow {
    private final BitSet lost = new BitSet(TargetLog.WINDOW);
    private long count;

    /** Enters a question; returns its number for {@link #repair}. */
    long enter(boolean isLost) {
        lost.set((int) (count % TargetLog.WINDOW), isLost);
        return count++;
    }

    void repair(long number) {
        if (count - number <= TargetLog.WINDOW) {
            lost.clear((int) (number % TargetLog.WINDOW));
        }
    }

    double ratio() {
        return count == 0 ? 0 : (double) lost.cardinality() / Math.min(count, TargetLog.WINDOW);
    }
}
