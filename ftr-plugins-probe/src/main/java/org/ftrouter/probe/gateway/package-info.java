// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Probes {@code arp} and {@code ndp}: whether the next router is alive on the wire. They say where a fault is, never that
 * a line works, and so count for no path to be alive.
 */
@NullMarked
package org.ftrouter.probe.gateway;

import org.jspecify.annotations.NullMarked;
