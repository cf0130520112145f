// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.time.Duration;

/** A moment on the machine's monotonic clock, which is the same in every process of the lab. */
public record Stamp(long nanos) {
    /** This moment. */
    public static Stamp now() {
        return new Stamp(System.nanoTime());
    }

    /** The moment this much later. */
    public Stamp plus(Duration time) {
        return new Stamp(nanos + time.toNanos());
    }

    /** Time from this moment to a later one; negative if that is earlier. */
    public Duration until(Stamp later) {
        return Duration.ofNanos(later.nanos - nanos);
    }

    /** Whether this moment is earlier than the other. */
    public boolean isBefore(Stamp other) {
        return nanos - other.nanos < 0;
    }
}
