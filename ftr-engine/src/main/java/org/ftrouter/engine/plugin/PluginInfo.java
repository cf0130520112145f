// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What there is to say about one plugin, for people.
 *
 * @param kind what it is, empty for a jar that was refused before this could be seen
 * @param type the word that names it in the configuration; for a refused jar, its file name
 * @param version as its jar's manifest says, may be empty
 * @param state whether it can be used, and is
 * @param why for a refused one the reason, with place and remedy, for one in quarantine its last fault, for one
 *     that leaks what it has left; otherwise empty
 * @param jar where it came from, empty if built in
 */
public record PluginInfo(
        Optional<PluginKind> kind, String type, Optional<String> version, State state, String why, Optional<Path> jar) {

    /** The same, leaking. */
    PluginInfo leaking(String what) {
        return new PluginInfo(kind, type, version, State.LEAKING, what, jar);
    }

    /** Whether a plugin can be used, and is. */
    public enum State {
        /** Created for a configuration at least once. */
        ACTIVE,
        /** Found, and not named in a configuration. */
        IDLE,
        /** Failed too often, and is left alone for a while. */
        QUARANTINED,
        /** Has left threads behind, which go on. */
        LEAKING,
        /** Not loaded. */
        REFUSED
    }
}
