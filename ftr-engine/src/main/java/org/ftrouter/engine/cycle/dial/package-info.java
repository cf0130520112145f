// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Uplinks that are dialled when no better one works, and hung up when one does again. Verdicts in; commands of the
 * administrator's out, on threads of their own. What the kernel says of an uplink that is not dialled is put so that it
 * counts as resting, not as down.
 */
@NullMarked
package org.ftrouter.engine.cycle.dial;

import org.jspecify.annotations.NullMarked;
