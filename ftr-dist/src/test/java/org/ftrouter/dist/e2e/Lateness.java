// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How late something was each time, sorted. */
record Lateness(List<Duration> sorted) {
    Lateness {
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        sorted = sorted.stream().sorted().toList();
    }

    /** At p99.9; the worst of fewer than a thousand. */
    Duration high() {
        return sorted.get(sorted.size() - 1 - sorted.size() / 1000);
    }

    /** The lesser of two: a busy machine is late now and then, a defect each time. */
    Lateness best(Lateness other) {
        return high().compareTo(other.high()) <= 0 ? this : other;
    }

    /** Whether it is longer than a limit beyond what it was alone, or than what the machine does to whoever sleeps. */
    boolean exceeds(Duration limit, Lateness alone, Lateness machine) {
        Duration noise = alone.high().compareTo(machine.high()) > 0 ? alone.high() : machine.high();
        return high().compareTo(limit.plus(noise)) > 0;
    }

    private static String milliseconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toNanos() / 1e6);
    }

    @Override
    public String toString() {
        return milliseconds(sorted.get(sorted.size() / 2)) + "/" + milliseconds(high()) + " ms of " + sorted.size();
    }
}
