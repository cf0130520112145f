// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * A demonstration: simulated uplinks under the real engine. Nothing here touches the machine; what it shows is marked as a
 * demonstration wherever it appears.
 */
@NullMarked
package org.ftrouter.engine.demo;

import org.jspecify.annotations.NullMarked;
