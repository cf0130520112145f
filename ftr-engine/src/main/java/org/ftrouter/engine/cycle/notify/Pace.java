// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.time.Duration;
import org.ftrouter.engine.cycle.Moment;
import org.jspecify.annotations.Nullable;

/**
 * How often something is told: at once after a quiet time, then at growing intervals as long as it goes on. Pure but for
 * what it remembers.
 */
final class Pace {
    private final Duration first;
    private final Duration longest;
    private Duration gap;
    private @Nullable Moment told;

    /** From one time to the next, {@code first} passes, then twice as much, up to {@code longest}. */
    Pace(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.gap = first;
    }

    /** Whether it may be told now. */
    boolean allows(Moment now) {
        return told == null || now.since(told).compareTo(gap) >= 0;
    }

    /** It was told. */
    void told(Moment now) {
        boolean goesOn = told != null && now.since(told).compareTo(gap.multipliedBy(2)) < 0;
        Duration doubled = gap.multipliedBy(2);
        gap = !goesOn ? first : doubled.compareTo(longest) > 0 ? longest : doubled;
        told = now;
    }
}
