// SPDX-License-Identifier: GPL-2.0-or-later
/** Probe {@code tcp}: a handshake with a port of a target. */
@NullMarked
package org.ftrouter.probe.tcp;

import org.jspecify.annotations.NullMarked;
