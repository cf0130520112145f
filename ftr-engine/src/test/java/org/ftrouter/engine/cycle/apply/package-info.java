// SPDX-License-Identifier: GPL-2.0-or-later
@NullMarked
package org.ftrouter.engine.cycle.apply;

import org.jspecify.annotations.NullMarked;
