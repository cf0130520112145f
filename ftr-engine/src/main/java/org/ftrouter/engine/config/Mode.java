// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

/** Whether the daemon changes the kernel. */
public enum Mode {
    /** It does. */
    ACTIVE,
    /** It does everything else: a safe first start. */
    OBSERVE
}
