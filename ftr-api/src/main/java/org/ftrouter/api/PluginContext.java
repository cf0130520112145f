// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api;

import java.nio.file.Path;
import java.time.Duration;

/** What the engine offers to every plugin, whatever its kind. Valid as long as the plugin; safe for all threads. */
public interface PluginContext {

    /** The clock to measure with. */
    Ticker ticker();

    /** A logger named after the plugin; lines go to the daemon's log. */
    System.Logger logger();

    /**
     * A folder for what must survive a restart, private to this type of plugin, made on first use. Empty folders mean a
     * first run; anything found there may be old or damaged. Not for {@code create}, which also runs without the right to
     * make it.
     *
     * @throws java.io.UncheckedIOException if it cannot be made
     */
    Path stateFolder();

    /** Name of this host, for greetings and headers. */
    String hostName();

    /**
     * How long the engine, which looks at the uplinks several times a second, has done nothing: more than some seconds
     * mean that it hangs, and that nobody looks after the uplinks until the daemon is started again. A plugin that tells
     * others that all is well, on a thread of its own, asks before each time. Any thread; never blocks. Counts from the
     * start of the daemon at first; zero as usual, also where no engine runs, as in a test.
     */
    default Duration sinceTurn() {
        return Duration.ZERO;
    }
}
