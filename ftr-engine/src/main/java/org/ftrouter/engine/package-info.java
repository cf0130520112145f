// SPDX-License-Identifier: GPL-2.0-or-later
/** The daemon: puts the stages of {@code cycle} together from a configuration and the plugins, and runs them. */
@NullMarked
package org.ftrouter.engine;

import org.jspecify.annotations.NullMarked;
