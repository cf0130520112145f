// SPDX-License-Identifier: GPL-2.0-or-later
/** Tests of what uplinks may carry in a month: readings of counters, months, and what follows. */
@NullMarked
package org.ftrouter.engine.cycle.budget;

import org.jspecify.annotations.NullMarked;
