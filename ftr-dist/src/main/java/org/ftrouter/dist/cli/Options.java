// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The options that every command takes.
 *
 * @param config the configuration file
 * @param socket the daemon's control socket
 * @param state the folder for what must survive a restart
 * @param plugins folders searched for plugins beside the distribution's own
 * @param language what {@code --lang} says, empty if it was not given
 * @param json whether to print JSON
 * @param color whether colours may be used
 * @param debug whether to show each probe and each stack trace
 */
record Options(
        Path config,
        Path socket,
        Path state,
        List<Path> plugins,
        String language,
        boolean json,
        boolean color,
        boolean debug) {
    static final String CONFIG = "/etc/ftr/ftr.conf";
    static final String SOCKET = "/run/ftr/control.sock";
    static final String STATE = "/var/lib/ftr";

    /** Copies. */
    Options {
        plugins = List.copyOf(plugins);
    }

    /** A file to be read; {@code -} is standard input, as everywhere. */
    static Path input(Path given) {
        return given.equals(Path.of("-")) ? Path.of("/dev/stdin") : given;
    }

    /** Where plugin jars are looked for: {@code plugins/} of the distribution, then the folders that were named. */
    List<Path> pluginFolders() {
        var folders = new ArrayList<Path>();
        String home = System.getProperty("ftr.home", "");
        if (!home.isEmpty()) {
            folders.add(Path.of(home, "plugins"));
        }
        folders.addAll(plugins);
        return folders;
    }
}
