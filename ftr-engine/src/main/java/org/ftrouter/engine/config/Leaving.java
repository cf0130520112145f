// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

/**
 * When connections leave an uplink.
 *
 * @param onDown what becomes of them when it goes down
 * @param onReturn what becomes of them when a better priority group is back
 */
public record Leaving(OnDown onDown, OnReturn onReturn) {
    /** Stands below the defaults file. */
    static final Leaving NOTHING = new Leaving(OnDown.NOTHING, OnReturn.NOTHING);

    /** What the block says, and what it leaves open from the base. */
    static Leaving read(HoconSettings block, Leaving base) {
        return new Leaving(OnDown.read(block, base.onDown), OnReturn.read(block, base.onReturn));
    }
}
