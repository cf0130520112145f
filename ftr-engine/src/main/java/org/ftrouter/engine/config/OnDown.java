// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.time.Duration;

/**
 * What becomes of the connections of an uplink that goes down.
 *
 * @param action which of them are freed
 * @param cutAfter with {@link Action#RESCUE}, how long it must be down without a break before established TCP is freed, too
 */
public record OnDown(Action action, Duration cutAfter) {
    /** Stands below the defaults file, which has both keys. */
    static final OnDown NOTHING = new OnDown(Action.KEEP, Duration.ZERO);

    /** Which connections are freed, so that their next packet takes another uplink. */
    public enum Action {
        /** None: they wait for their uplink. */
        KEEP,
        /** At once those that nothing is lost by: unanswered ones and UDP. Established TCP after a while. */
        RESCUE,
        /** All at once. */
        CUT
    }

    /** What the block says, and what it leaves open from the base. */
    static OnDown read(HoconSettings block, OnDown base) {
        return new OnDown(
                block.choice("on-down", Action.class, base.action),
                block.duration("cut-after", base.cutAfter, Duration.ZERO, Duration.ofDays(1)));
    }
}
