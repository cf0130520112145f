// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

/** What a path does now. */
public enum Role {
    /** Carries new connections. */
    ROUTING,
    /** Could carry them, but a better group does. */
    STANDBY,
    /** Could carry them, but others do as long as any can: an operator wants it so. */
    DRAINED,
    /** Carries none: down, or by configuration. */
    EXCLUDED
}
