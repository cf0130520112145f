// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * The whole flow: probe, verdict, plan, apply, notify. One engine thread owns all state and runs one {@link
 * org.ftrouter.engine.cycle.Cycle#turn turn} whenever something happened; everything that may block runs elsewhere and
 * posts its result back.
 */
@NullMarked
package org.ftrouter.engine.cycle;

import org.jspecify.annotations.NullMarked;
