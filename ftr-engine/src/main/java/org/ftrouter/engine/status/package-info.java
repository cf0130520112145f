// SPDX-License-Identifier: GPL-2.0-or-later
/** The engine's state as one JSON document, and as a screen for people. Pure. */
@NullMarked
package org.ftrouter.engine.status;

import org.jspecify.annotations.NullMarked;
