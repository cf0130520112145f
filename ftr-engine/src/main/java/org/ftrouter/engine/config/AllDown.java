// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

/** What becomes of the default route when no uplink is usable. */
public enum AllDown {
    /** The last members stay. */
    KEEP,
    /** The default route is taken away, so that VRRP or a routing protocol moves the site to another router. */
    WITHDRAW
}
