// SPDX-License-Identifier: GPL-2.0-or-later
/** Asking one target one question through one path: {@code targets -> ProbeResult}. Run by the engine, many at once. */
@NullMarked
package org.ftrouter.api.probe;

import org.jspecify.annotations.NullMarked;
