// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.dial;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs commands of uplinks, and remembers for the next run how they stand. Returns at once. */
public interface Commands {

    /** Neither runs nor remembers anything. */
    Commands NONE = (command, phases, ended) -> {};

    /**
     * A command.
     *
     * @param uplink whose
     * @param line program and arguments
     * @param environment what it is told besides
     * @param limit after this time it is killed
     */
    record Command(String uplink, List<String> line, Map<String, String> environment, Duration limit) {}

    /**
     * Remembers the phases, then runs the command.
     *
     * @param phases of all uplinks, by name, as they are to be found again if this run ends now
     * @param ended called on any thread when it has ended: well, or with what became of the program, the same in every language
     */
    void run(Command command, Map<String, String> phases, Consumer<Optional<String>> ended);

    /** Remembers the phases. */
    default void remember(Map<String, String> phases) {}

    /** What an earlier run since the machine was started has remembered. */
    default Map<String, String> remembered() {
        return Map.of();
    }
}
