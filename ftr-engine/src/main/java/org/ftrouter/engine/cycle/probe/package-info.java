// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Paths in, observations out: what was asked and heard, and what the kernel says of links and addresses. Questions are
 * sent by the engine thread and never wait; answers arrive on the probes' threads and are posted back.
 */
@NullMarked
package org.ftrouter.engine.cycle.probe;

import org.jspecify.annotations.NullMarked;
