// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

/** What a line is, whatever is done with it. */
public enum Health {
    UNKNOWN,
    UP,
    DEGRADED,
    DOWN
}
