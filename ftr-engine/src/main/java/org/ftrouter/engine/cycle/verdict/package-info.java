// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Observations in, verdicts out. Pure: values and a time in, values out; no I/O, clock, thread or logging. The reason of a
 * verdict travels in it.
 */
@NullMarked
package org.ftrouter.engine.cycle.verdict;

import org.jspecify.annotations.NullMarked;
