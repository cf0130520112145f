// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * What several probes need to ask through a path: deadlines, targets as {@code HOST:PORT}, DNS questions, look-ups of
 * names, TLS. All of it blocks the calling thread until a {@link org.ftrouter.probe.Deadline} at most, and sends through
 * sockets bound to the path. The probes themselves have a package each and do not know each other.
 *
 * <p>dnsjava and the JDK's TLS are loaded by the first probe that asks with them, not before.
 */
@NullMarked
package org.ftrouter.probe;

import org.jspecify.annotations.NullMarked;
