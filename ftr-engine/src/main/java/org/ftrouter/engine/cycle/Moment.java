// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle;

import java.time.Duration;

/** A point in monotonic time, in nanoseconds since an arbitrary zero. Never printed; wall time is for people. */
public record Moment(long nanos) implements Comparable<Moment> {

    public Moment plus(Duration duration) {
        return new Moment(nanos + duration.toNanos());
    }

    public Duration since(Moment earlier) {
        return Duration.ofNanos(nanos - earlier.nanos);
    }

    public boolean isBefore(Moment other) {
        return nanos - other.nanos < 0;
    }

    public boolean isAfter(Moment other) {
        return nanos - other.nanos > 0;
    }

    /** The earlier of the two. */
    public Moment min(Moment other) {
        return isBefore(other) ? this : other;
    }

    @Override
    public int compareTo(Moment other) {
        return Long.signum(nanos - other.nanos);
    }
}
