// SPDX-License-Identifier: GPL-2.0-or-later
@NullMarked
package org.ftrouter.probe;

import org.jspecify.annotations.NullMarked;
