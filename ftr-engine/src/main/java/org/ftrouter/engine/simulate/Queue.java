// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.time.Duration;

/**
 * The buffer before a line's narrowest place, as a fluid: it fills while more is offered than fits through, and then what
 * does not fit is lost.
 */
final class Queue {
    private double load;
    private double capacity; // in nanoseconds of delay
    private double filled;
    private long asOf;

    /**
     * Offers traffic from now on.
     *
     * @param offered what is offered, as a multiple of what fits through
     * @param longest the delay when the buffer is full
     */
    void offer(double offered, Duration longest, long now) {
        advance(now);
        load = offered;
        capacity = longest.toNanos();
    }

    private void advance(long now) {
        filled = Math.max(0, Math.min(capacity, filled + (load - 1) * (now - asOf)));
        asOf = now;
    }

    /** How long a packet waits that arrives now. */
    long delay(long now) {
        if (filled == 0 && load <= 1) {
            asOf = now;
            return 0;
        }
        advance(now);
        return (long) filled;
    }

    /** The probability that a packet finds the buffer full, after {@link #delay}. */
    double loss() {
        return load > 1 && filled >= capacity ? (load - 1) / load : 0;
    }
}
