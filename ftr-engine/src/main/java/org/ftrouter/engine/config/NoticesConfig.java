// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.time.Duration;

/**
 * What people are told, whatever the channel.
 *
 * @param flapping from when on they get summaries of an uplink that comes and goes
 */
public record NoticesConfig(Flapping flapping) {

    /**
     * When an uplink comes and goes too often to tell each time.
     *
     * @param transitions so many changes between up and down
     * @param within so much time; as long a quiet ends it
     * @param summaryEvery from one summary to the next
     */
    public record Flapping(int transitions, Duration within, Duration summaryEvery) {
        /** The usual one. */
        public static final Flapping DEFAULT = new Flapping(4, Duration.ofMinutes(10), Duration.ofMinutes(30));
    }

    /** Reads {@code notices { flapping { transitions, within, summary-every } }}. */
    static NoticesConfig read(HoconSettings notices) {
        HoconSettings flapping = notices.section("flapping");
        Flapping usual = Flapping.DEFAULT;
        return new NoticesConfig(new Flapping(
                flapping.integer("transitions", usual.transitions(), 3, 1000),
                flapping.duration("within", usual.within(), Duration.ofSeconds(10), Duration.ofDays(1)),
                flapping.duration("summary-every", usual.summaryEvery(), Duration.ofMinutes(1), Duration.ofDays(7))));
    }
}
