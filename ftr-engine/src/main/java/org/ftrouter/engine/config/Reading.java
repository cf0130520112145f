// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * What all parts of one reading share.
 *
 * @param sources the files
 * @param problems what is wrong with them
 * @param folder the main file's folder
 * @param environment the process environment
 */
record Reading(Sources sources, Problems problems, Path folder, Map<String, String> environment) {

    /** What to call a file: relative to the folder if it is in it. */
    String name(Path file) {
        return (file.startsWith(folder) ? folder.relativize(file) : file).toString();
    }
}
