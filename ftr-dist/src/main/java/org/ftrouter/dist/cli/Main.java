// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.List;
import java.util.Optional;
import org.ftrouter.engine.text.Languages;

/** The entry of {@code ftr} and {@code fault_tolerant_router}. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess(Texts.in(Languages.detect(System.getenv(), Optional.empty())));
        System.exit(run(System.getProperty("ftr.name", "ftr"), List.of(arguments), terminal));
    }

    /**
     * Runs one command.
     *
     * @param name the name under which the program was called, which decides about the grammar
     */
    static int run(String name, List<String> arguments, Terminal terminal) {
        if (name.equals(OriginalGrammar.NAME)) {
            return OriginalGrammar.run(arguments, terminal);
        }
        if (arguments.equals(List.of("version")) || arguments.equals(List.of("--version"))) {
            terminal.out().println("ftr " + Version.text());
            return Exit.OK;
        }
        Optional<MonitorOptions> monitor = MonitorOptions.parse(arguments);
        return monitor.isPresent()
                ? Monitor.run(
                        monitor.get(), terminal.speaking(monitor.get().options().language()))
                : CommandLines.run(arguments, terminal);
    }
}
