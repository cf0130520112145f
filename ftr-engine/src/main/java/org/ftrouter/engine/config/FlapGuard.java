// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.time.Duration;

/**
 * How a line that fails again and again is held out for longer each time (as RFC 2439 damps routes that flap).
 *
 * @param suppress penalty above which it acts; each failure adds {@value #PENALTY}
 * @param halfLife in which the penalty halves
 * @param hold the first time so long; each further time twice as long; zero: no guard
 * @param longest no time is longer
 */
public record FlapGuard(int suppress, Duration halfLife, Duration hold, Duration longest) {
    /** What one failure adds (RFC 2439, section 4.2, counts in these). */
    public static final int PENALTY = 1000;

    /** What the defaults file says. */
    public static final FlapGuard DEFAULT =
            new FlapGuard(1500, Duration.ofMinutes(15), Duration.ofMinutes(5), Duration.ofMinutes(15));

    /** Holds nothing. */
    public static final FlapGuard OFF = new FlapGuard(1500, Duration.ofMinutes(15), Duration.ZERO, Duration.ZERO);

    /** Checks. */
    public FlapGuard {
        if (hold.compareTo(longest) > 0) {
            throw new IllegalArgumentException("hold " + hold + " is above longest " + longest);
        }
    }
}
