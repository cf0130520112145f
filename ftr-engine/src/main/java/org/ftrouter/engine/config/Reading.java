// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.Uplink;

/**
 * What all parts of one reading share.
 *
 * @param sources the files
 * @param problems what is wrong with them
 * @param folder the main file's folder
 * @param environment the process environment
 * @param uplinks those that were read; plugins, which read their settings later, find all of them here
 * @param names those of all uplinks, also of those that are wrong and so not among the others
 * @param targets all that were read
 */
record Reading(
        Sources sources,
        Problems problems,
        Path folder,
        Map<String, String> environment,
        List<Uplink> uplinks,
        List<String> names,
        List<PluginConfig> targets) {

    /** One that has not read any uplinks yet. */
    Reading(Sources sources, Problems problems, Path folder, Map<String, String> environment) {
        this(sources, problems, folder, environment, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    /** What to call a file: relative to the folder if it is in it. */
    String name(Path file) {
        return (file.startsWith(folder) ? folder.relativize(file) : file).toString();
    }

    /** The uplink of that name, which the key gives; none: an error. */
    Optional<Uplink> uplink(HoconSettings settings, String key, String name) {
        Optional<Uplink> found =
                uplinks.stream().filter(u -> u.name().equals(name)).findFirst();
        if (found.isEmpty() && !names.contains(name)) {
            String allowed = "and there is no such uplink; allowed: " + String.join(", ", names);
            settings.wrong(key, name, allowed, "C209", Suggestion.hint(name, names));
        }
        return found;
    }
}
