// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * From a file (HOCON, or the Ruby program's YAML) to a {@link org.ftrouter.engine.config.Configuration}, or to the list of
 * everything that is wrong with it. Nothing here touches the network.
 */
@NullMarked
package org.ftrouter.engine.config;

import org.jspecify.annotations.NullMarked;
