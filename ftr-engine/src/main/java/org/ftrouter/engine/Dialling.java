// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.Mode;
import org.ftrouter.engine.cycle.Cycle;
import org.ftrouter.engine.cycle.dial.Commands;
import org.ftrouter.engine.cycle.dial.Dials;
import org.ftrouter.engine.cycle.dial.ProgramCommands;
import org.jspecify.annotations.Nullable;

/** What dials uplinks, as the mode of the daemon has it: in earnest, only saying so, or not at all. */
final class Dialling implements AutoCloseable {
    /** Below the state folder. */
    private static final String FILE = "dialled";

    private final DaemonOptions options;
    private final BiConsumer<String, Map<String, String>> log;
    private final ProgramCommands programs;
    private boolean lastInEarnest;

    /** The log takes the key of a text and its parameters. */
    Dialling(DaemonOptions options, BiConsumer<String, Map<String, String>> log) {
        this.options = options;
        this.log = log;
        programs = new ProgramCommands(options.state().resolve(FILE), ProgramCommands.bootOfThisMachine());
    }

    /** Dials of a configuration; they take the place of those of the old cycle, if that ran commands in the same way. */
    Dials of(Configuration configuration, Runnable wake, @Nullable Cycle old) {
        if (options.mode() == DaemonOptions.Mode.DEMO) {
            return Dials.none();
        }
        boolean inEarnest = options.mode() == DaemonOptions.Mode.LIVE && configuration.mode() != Mode.OBSERVE;
        Dials before = old != null && inEarnest == lastInEarnest ? old.dials() : null;
        lastInEarnest = inEarnest;
        return new Dials(configuration.uplinks(), inEarnest ? programs : new Said(log), log, wake, before);
    }

    /** Says what it would run, which never ends. */
    private record Said(BiConsumer<String, Map<String, String>> log) implements Commands {
        @Override
        public void run(Command command, Map<String, String> phases, Consumer<Optional<String>> ended) {
            log.accept("would.run", Map.of("command", String.join(" ", command.line())));
        }
    }

    @Override
    public void close() {
        programs.close();
    }
}
