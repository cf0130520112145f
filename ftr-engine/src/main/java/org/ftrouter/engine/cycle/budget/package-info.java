// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * What uplinks have carried this month. Counters of interfaces and the date in; priorities that are lowered, and notices,
 * out. Runs on the engine thread; the file is written by one of its own.
 */
@NullMarked
package org.ftrouter.engine.cycle.budget;

import org.jspecify.annotations.NullMarked;
