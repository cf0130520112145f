// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Small files that must outlive the daemon and the machine. In come a path and a text, out goes a file that is the old one
 * or the new one whenever the power is cut. Run by whoever writes, on threads that may wait for a disk: never the engine's.
 */
@NullMarked
package org.ftrouter.engine.disk;

import org.jspecify.annotations.NullMarked;
