// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * What became of every question and who carried new connections, kept in small files below the state folder, so that {@code
 * ftr simulate --replay} can tell what other settings would have made of it. Written on a thread of its own, which drops
 * rather than keeps anybody waiting; bounded in size; whatever a crash leaves can be read.
 */
@NullMarked
package org.ftrouter.engine.history;

import org.jspecify.annotations.NullMarked;
