// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Uplinks under maintenance. What an operator asks for, and time, in; uplinks that others are to carry new connections for,
 * and notices, out. Runs on the engine thread; the file is written by a thread of its own.
 */
@NullMarked
package org.ftrouter.engine.cycle.drain;

import org.jspecify.annotations.NullMarked;
