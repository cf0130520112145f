// SPDX-License-Identifier: GPL-2.0-or-later
/** Tests of dialling on demand: phases and commands by themselves, and when an uplink is needed. */
@NullMarked
package org.ftrouter.engine.cycle.dial;

import org.jspecify.annotations.NullMarked;
