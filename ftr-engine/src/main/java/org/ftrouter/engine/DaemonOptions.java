// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.nio.file.Path;
import java.util.List;

/**
 * How the daemon is to run.
 *
 * @param config the configuration file
 * @param socket where it answers {@code ftr status} and the like
 * @param state folder for what must survive a restart
 * @param plugins folders with plugin jars
 * @param mode how much is real
 * @param version of this program
 * @param language of what a demonstration or dry run prints
 */
public record DaemonOptions(
        Path config, Path socket, Path state, List<Path> plugins, Mode mode, String version, String language) {

    /** How much is real. */
    public enum Mode {
        /** Everything. */
        LIVE,
        /** Real probes; what would be done is printed. */
        DRY_RUN,
        /** Simulated uplinks; what would be done is printed. Needs no right and leaves nothing behind. */
        DEMO
    }

    /** Copies. */
    public DaemonOptions {
        plugins = List.copyOf(plugins);
    }
}
