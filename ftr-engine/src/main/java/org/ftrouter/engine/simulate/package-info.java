// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * The real engine on a virtual clock, against a model of lines, targets and kernel: a configuration and a seed come in,
 * what the engine would have done in hours, months or years comes out. The same seed gives the same run. Single-threaded;
 * touches neither kernel nor network. The model kernel has the quirks that were measured on the real one, since it is
 * they that break routing daemons.
 */
@NullMarked
package org.ftrouter.engine.simulate;

import org.jspecify.annotations.NullMarked;
