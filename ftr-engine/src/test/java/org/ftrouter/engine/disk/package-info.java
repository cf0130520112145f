// SPDX-License-Identifier: GPL-2.0-or-later
/** Tests of small files. */
@NullMarked
package org.ftrouter.engine.disk;

import org.jspecify.annotations.NullMarked;
