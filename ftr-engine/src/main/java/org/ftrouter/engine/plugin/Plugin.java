// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A provider that was found and may be used.
 *
 * @param kind what it makes
 * @param type the word that names it
 * @param factory the provider itself, of the kind's service type
 * @param jar where it came from, empty if built in
 */
record Plugin(PluginKind kind, String type, Object factory, Optional<Path> jar) {

    /** Its class loader, which is also the context class loader of every call into it. */
    ClassLoader loader() {
        return factory.getClass().getClassLoader();
    }

    Optional<String> version() {
        return Optional.ofNullable(factory.getClass().getPackage().getImplementationVersion());
    }

    PluginInfo info(PluginInfo.State state) {
        return new PluginInfo(Optional.of(kind), type, version(), state, "", jar);
    }

    /** For messages: {@code probe 'icmp' (built in)}. */
    @Override
    public String toString() {
        return kind.word() + " '" + type + "' (" + jar.map(Path::toString).orElse("built in") + ")";
    }
}
