// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import org.ftrouter.engine.cycle.Moment;
import org.jspecify.annotations.Nullable;

/**
 * What the interface's counters tell without a question being asked (passive evidence): a line that was receiving,
 * receives next to nothing any more and still sends is worth a confirmation at once. The counters alone never decide: one-way
 * streams look the same. What is ours is taken off; a suspicion that proved empty makes the next one wait longer.
 */
final class Traffic {
    /** Received packets a second that make a line a receiving one. */
    private static final double RECEIVING = 20;
    /** Packets sent into silence that want an answer. */
    private static final long SENT = 5;

    private static final long SECOND = 1_000_000_000L;
    /** Over which the usual rate is formed: long, so that it is still known when a silence is looked into. */
    private static final long USUAL = 10 * SECOND;

    private static final long FIRST_PAUSE = 10 * SECOND;
    private static final long LONGEST_PAUSE = 640 * SECOND;

    private final long silence;
    private @Nullable Moment counted;
    private long received;
    private long sent;
    private double rate;
    private double usual;
    private long quiet;
    private long sentIntoSilence;
    private long ownReceived;
    private long ownSent;
    private long pause = FIRST_PAUSE;
    private long notBefore = Long.MIN_VALUE;

    /** Nothing is known yet; a silence of zero suspects nothing. */
    Traffic(Duration silence) {
        this.silence = silence.toNanos();
    }

    /** We asked something ourselves. */
    void asked() {
        ownSent++;
    }

    /** And were answered. */
    void answered() {
        ownReceived++;
    }

    /** The counters now. */
    void count(long receivedNow, long sentNow, Moment now) {
        if (counted != null && receivedNow >= received && sentNow >= sent) { // else it is a new interface
            long span = now.nanos() - counted.nanos();
            if (span <= 0) {
                return;
            }
            long in = Math.max(0, receivedNow - received - ownReceived);
            long out = Math.max(0, sentNow - sent - ownSent);
            take(in, out, span);
        }
        counted = now;
        received = receivedNow;
        sent = sentNow;
        ownReceived = 0;
        ownSent = 0;
    }

    private void take(long in, long out, long span) {
        double now = (double) in * SECOND / span;
        usual += (now - usual) * Math.min(1, (double) span / USUAL);
        if (in > 0 && now >= rate / 10) { // the neighbours' broadcasts go on coming in on a dead line
            rate += (now - rate) * Math.min(1, (double) span / SECOND);
            quiet = 0;
            sentIntoSilence = 0;
        } else {
            quiet += span;
            sentIntoSilence += out;
            if (quiet > SECOND) {
                rate = 0; // it is not receiving any more, which is no news
            }
        }
    }

    /** Received packets a second of late, also before the last few. */
    double usual() {
        return usual;
    }

    /** Whether a confirmation is worth its packets. */
    boolean isSuspect(Moment now) {
        return silence > 0
                && rate >= RECEIVING
                && quiet >= silence
                && sentIntoSilence >= SENT
                && now.nanos() >= notBefore;
    }

    /** The suspicion is being looked into; the next one waits, twice as long as the one before. */
    void suspected(Moment now) {
        rate = 0;
        notBefore = now.nanos() + pause;
        pause = Math.min(2 * pause, LONGEST_PAUSE);
    }

    /** It was right. */
    void wasRight() {
        pause = FIRST_PAUSE;
    }
}
