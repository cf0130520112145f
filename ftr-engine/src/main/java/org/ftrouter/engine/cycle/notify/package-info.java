// SPDX-License-Identifier: GPL-2.0-or-later
/** Changes in, notices out: into a durable outbox first, then to every channel on a thread of its own. */
@NullMarked
package org.ftrouter.engine.cycle.notify;

import org.jspecify.annotations.NullMarked;
