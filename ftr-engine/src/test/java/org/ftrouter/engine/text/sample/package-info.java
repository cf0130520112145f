// SPDX-License-Identifier: GPL-2.0-or-later
/** A message bundle with faults, for the tests of {@code Messages}. */
@NullMarked
package org.ftrouter.engine.text.sample;

import org.jspecify.annotations.NullMarked;
