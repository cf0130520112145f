// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

/** What a path does now. */
public enum Role {
    /** Carries new connections. */
    ROUTING,
    /** Could carry them, but a better group does. */
    STANDBY,
    /** Carries none: down, or by configuration. */
    EXCLUDED
}
