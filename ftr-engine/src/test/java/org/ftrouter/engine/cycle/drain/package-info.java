// SPDX-License-Identifier: GPL-2.0-or-later
/** Tests of maintenance: how long an uplink is drained, and what outlives the daemon. */
@NullMarked
package org.ftrouter.engine.cycle.drain;

import org.jspecify.annotations.NullMarked;
