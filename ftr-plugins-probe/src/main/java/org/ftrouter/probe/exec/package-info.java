// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Probe {@code exec}: a program of the administrator's decides. It is run in a session of its own, with an argument list
 * and never through a shell, and whatever is left of that session when it ends, or its time is over, is killed.
 */
@NullMarked
package org.ftrouter.probe.exec;

import org.jspecify.annotations.NullMarked;
