// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * From jars and the class path to probes, route backends and notifiers that cannot hurt the engine: found and checked at
 * start, created from a configuration's {@code PluginConfig}, wrapped so that whatever a plugin throws stays with it.
 * Run by the engine thread; {@link org.ftrouter.engine.plugin.PluginCatalog} is the entry.
 */
@NullMarked
package org.ftrouter.engine.plugin;

import org.jspecify.annotations.NullMarked;
