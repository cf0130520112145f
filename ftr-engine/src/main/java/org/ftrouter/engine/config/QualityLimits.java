// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.time.Duration;

/**
 * When a line works badly rather than well, and what follows from it.
 *
 * @param window how far back is looked
 * @param minSamples so many questions must lie in the window before anything is said of them
 * @param loss limits of the share of questions lost, 0 to 1
 * @param latency limits of the mean round-trip time, in seconds
 * @param jitter limits of the mean difference between two round-trip times to the same target, in seconds
 * @param policy what becomes of it in routing
 * @param lowerTo its share under {@link WhenDegraded#LOWER}, as a part of its weight
 * @param tellAfter how long it must last before people are told
 */
public record QualityLimits(
        Duration window,
        int minSamples,
        Limit loss,
        Limit latency,
        Limit jitter,
        WhenDegraded policy,
        double lowerTo,
        Duration tellAfter) {

    /** What the defaults file says. */
    public static final QualityLimits DEFAULT = new QualityLimits(
            Duration.ofSeconds(60),
            30,
            new Limit(0.20, 0.10),
            new Limit(0.5, 0.25),
            new Limit(0.2, 0.1),
            WhenDegraded.TELL,
            0.25,
            Duration.ofMinutes(2));

    /**
     * Two limits rather than one, so that a figure that sways about a limit does not flap.
     *
     * @param enter from here on it is bad
     * @param leave below this it is good again; at most {@code enter}
     */
    public record Limit(double enter, double leave) {
        /** Never bad. */
        public static final Limit OFF = new Limit(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

        /** Checks. */
        public Limit {
            if (!(leave <= enter)) {
                throw new IllegalArgumentException("leave " + leave + " is above enter " + enter);
            }
        }

        public boolean isOff() {
            return enter == Double.POSITIVE_INFINITY;
        }
    }
}
