// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.time.Duration;

/**
 * What becomes of the connections of a healthy uplink once a better priority group carries new ones again.
 *
 * @param action which of them are freed
 * @param moveAfter how long the better group must have carried without a break
 */
public record OnReturn(Action action, Duration moveAfter) {
    /** Stands below the defaults file, which has both keys. */
    static final OnReturn NOTHING = new OnReturn(Action.KEEP, Duration.ZERO);

    /** Which connections are freed, so that their next packet takes the better group. */
    public enum Action {
        /** None: they end where they are. */
        KEEP,
        /** Those that notice nothing, or nearly: UDP, and whatever else is not TCP. */
        MOVE_UDP,
        /** TCP, too: clients get a reset and connect anew. */
        MOVE_ALL
    }

    /** What the block says, and what it leaves open from the base. */
    static OnReturn read(HoconSettings block, OnReturn base) {
        return new OnReturn(
                block.choice("on-return", Action.class, base.action),
                block.duration("move-after", base.moveAfter, Duration.ZERO, Duration.ofDays(1)));
    }
}
