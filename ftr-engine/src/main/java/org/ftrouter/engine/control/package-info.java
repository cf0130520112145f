// SPDX-License-Identifier: GPL-2.0-or-later
/** The Unix socket: one request line in, one answer out. Run by threads of its own; the engine is only asked. */
@NullMarked
package org.ftrouter.engine.control;

import org.jspecify.annotations.NullMarked;
