// SPDX-License-Identifier: GPL-2.0-or-later
/** A plan in, the kernel changed: hands plans to the backends, each on a thread of its own, and tries again. */
@NullMarked
package org.ftrouter.engine.cycle.apply;

import org.jspecify.annotations.NullMarked;
