// SPDX-License-Identifier: GPL-2.0-or-later
/** For tests of plugins, ours and others': contracts to extend, settings and contexts without an engine. */
@NullMarked
package org.ftrouter.api.testkit;

import org.jspecify.annotations.NullMarked;
