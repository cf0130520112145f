// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import java.util.Optional;

/**
 * Smoothed round-trip time and variation, and from them when an answer is late: RFC 6298 section 2, with a lower floor
 * than TCP's since a false alarm costs a few packets here, not throughput.
 */
final class RoundTrip {
    /** The usual floor. */
    static final Duration FLOOR = Duration.ofMillis(150);

    private static final long FIRST = 1_000_000_000L;

    /**
     * So many answers make an acquaintance: the first ones may all have waited a second or more until a neighbour's address
     * was found out (RFC 4861 section 10), and would make those that follow late only after seconds.
     */
    private static final int ACQUAINTANCE = 32;

    private final long floor;
    private final long timeout;
    private long smoothed = -1;
    private long variation;
    private int samples;
    private long late;

    /**
     * Nothing is known yet.
     *
     * @param floor no answer is late before
     * @param timeout every answer is late after
     */
    RoundTrip(Duration floor, Duration timeout) {
        this.floor = floor.toNanos();
        this.timeout = timeout.toNanos();
        late = Math.min(Math.max(FIRST, this.floor), this.timeout);
    }

    void sample(Duration roundTrip) {
        long nanos = roundTrip.toNanos();
        samples++;
        if (smoothed < 0 || (samples <= ACQUAINTANCE && nanos < smoothed / 2)) {
            smoothed = nanos;
            variation = nanos / 2;
        } else {
            variation += (Math.abs(smoothed - nanos) - variation) / 4;
            smoothed += (nanos - smoothed) / 8;
        }
        late = Math.min(Math.max(smoothed + 4 * variation, floor), timeout);
    }

    /** After so many nanoseconds an answer is late; at most the timeout. */
    long lateAfterNanos() {
        return late;
    }

    Optional<Duration> smoothed() {
        return smoothed < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(smoothed));
    }
}
