// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.nio.file.Path;
import java.util.List;

/**
 * What one place gave: the class path, or the jars of one plugin.
 *
 * @param place what people know it by
 * @param print changes when the files do
 * @param plugins those found, usable or not
 * @param problems what else was found
 * @param lifetime ends with the class loader
 */
record Source(Path place, String print, List<Plugin> plugins, List<String> problems, Lifetime lifetime) {

    /** Copies. */
    Source {
        plugins = List.copyOf(plugins);
        problems = List.copyOf(problems);
    }
}
