// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import java.util.Optional;

/**
 * Smoothed round-trip time and variation, and from them when an answer is late: RFC 6298 section 2, with a lower floor
 * than TCP's since a false alarm costs a few packets here, not throughput.
 */
final class RoundTrip {
    private static final Duration FLOOR = Duration.ofMillis(150);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private long smoothed = -1;
    private long variation;

    void sample(Duration roundTrip) {
        long nanos = roundTrip.toNanos();
        if (smoothed < 0) {
            smoothed = nanos;
            variation = nanos / 2;
        } else {
            variation += (Math.abs(smoothed - nanos) - variation) / 4;
            smoothed += (nanos - smoothed) / 8;
        }
    }

    /** After this time an answer is late; at most the timeout. */
    Duration lateAfter(Duration timeout) {
        Duration late = smoothed < 0 ? FIRST : Duration.ofNanos(smoothed + 4 * variation);
        Duration bounded = late.compareTo(FLOOR) < 0 ? FLOOR : late;
        return bounded.compareTo(timeout) > 0 ? timeout : bounded;
    }

    Optional<Duration> smoothed() {
        return smoothed < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(smoothed));
    }
}
