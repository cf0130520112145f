// SPDX-License-Identifier: GPL-2.0-or-later
/** Verdicts in, the complete routing that ought to be in the kernel out. Pure. */
@NullMarked
package org.ftrouter.engine.cycle.plan;

import org.jspecify.annotations.NullMarked;
