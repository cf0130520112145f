// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import java.util.Arrays;
import org.ftrouter.engine.cycle.Moment;

/**
 * The single questions of the last while: answered or lost, and how fast. A late answer takes its loss back. Sums are
 * kept, so that a figure costs nothing to read.
 */
final class Samples {
    private static final long LOST = -1;
    private static final long UNTOLD = -2;

    private final long length;
    private long[] at = new long[64];
    private long[] roundTrip = new long[64];
    private long[] jitter = new long[64];
    private long[] target = new long[64];
    private long first;
    private long next;

    private final int[] countOf;
    private final int[] lostOf;
    private final long[] lastOf;
    private int lost;
    private int untold;
    private long roundTrips;
    private long jitters;
    private int jitterCount;

    Samples(Duration length, int targets) {
        this.length = length.toNanos();
        countOf = new int[targets];
        lostOf = new int[targets];
        lastOf = new long[targets];
        Arrays.fill(lastOf, LOST);
    }

    void clear() {
        first = next;
        lost = 0;
        untold = 0;
        roundTrips = 0;
        jitters = 0;
        jitterCount = 0;
        Arrays.fill(countOf, 0);
        Arrays.fill(lostOf, 0);
        Arrays.fill(lastOf, LOST);
    }

    /** Enters a question that is lost for now; returns its number for {@link #repair}. */
    long lost(int ofTarget, Moment now) {
        int slot = enter(ofTarget, now);
        roundTrip[slot] = LOST;
        lost++;
        lostOf[ofTarget]++;
        return next++;
    }

    void answered(int ofTarget, Duration time, Moment now) {
        answer(enter(ofTarget, now), time.toNanos());
        next++;
    }

    /** The answer came after all. */
    void repair(long number, Duration time) {
        int slot = slot(number);
        if (number >= first && roundTrip[slot] == LOST) {
            lost--;
            lostOf[target(slot)]--;
            answer(slot, time.toNanos());
        }
    }

    /** It could not be told. */
    void forget(long number) {
        int slot = slot(number);
        if (number >= first && roundTrip[slot] == LOST) {
            roundTrip[slot] = UNTOLD;
            lost--;
            lostOf[target(slot)]--;
            countOf[target(slot)]--;
            untold++;
        }
    }

    private int enter(int ofTarget, Moment now) {
        if (next - first == at.length) {
            grow();
        }
        int slot = slot(next);
        at[slot] = now.nanos();
        target[slot] = ofTarget;
        jitter[slot] = LOST;
        countOf[ofTarget]++;
        return slot;
    }

    private void answer(int slot, long nanos) {
        roundTrip[slot] = nanos;
        roundTrips += nanos;
        int of = target(slot);
        if (lastOf[of] != LOST) {
            jitter[slot] = Math.abs(nanos - lastOf[of]);
            jitters += jitter[slot];
            jitterCount++;
        }
        lastOf[of] = nanos;
    }

    /** Forgets what is too old, but for so many of the newest. */
    void expire(Moment now, int kept) {
        while (next > first
                && now.nanos() - at[slot(first)] > length
                && (count() > kept || roundTrip[slot(first)] == UNTOLD)) {
            int slot = slot(first++);
            if (roundTrip[slot] == UNTOLD) {
                untold--;
                continue;
            }
            countOf[target(slot)]--;
            if (roundTrip[slot] == LOST) {
                lost--;
                lostOf[target(slot)]--;
            } else {
                roundTrips -= roundTrip[slot];
            }
            if (jitter[slot] != LOST) {
                jitters -= jitter[slot];
                jitterCount--;
            }
        }
    }

    private int slot(long number) {
        return (int) (number & (at.length - 1));
    }

    private int target(int slot) {
        return (int) target[slot];
    }

    private void grow() {
        at = grown(at);
        roundTrip = grown(roundTrip);
        jitter = grown(jitter);
        target = grown(target);
    }

    private long[] grown(long[] old) {
        var larger = new long[2 * old.length];
        for (long number = first; number < next; number++) {
            larger[(int) (number & (larger.length - 1))] = old[(int) (number & (old.length - 1))];
        }
        return larger;
    }

    int count() {
        return (int) (next - first) - untold;
    }

    /** Questions to one target. */
    int count(int ofTarget) {
        return countOf[ofTarget];
    }

    /** Those of them that are lost. */
    int lost(int ofTarget) {
        return lostOf[ofTarget];
    }

    /** Mean round-trip time in seconds. */
    double latency() {
        int answers = count() - lost;
        return answers == 0 ? 0 : roundTrips / 1e9 / answers;
    }

    int jitterCount() {
        return jitterCount;
    }

    /** Mean difference in seconds between two round-trip times to the same target. */
    double jitter() {
        return jitterCount == 0 ? 0 : jitters / 1e9 / jitterCount;
    }
}
