// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.drain;

/**
 * What people are to be told: that an uplink is drained, or no longer.
 *
 * @param id of the notice, the same after a restart, so that it is told once
 */
record Order(String id, String uplink, Content content) {
    /** Either. */
    sealed interface Content permits Drain, Drain.Ended {}
}
