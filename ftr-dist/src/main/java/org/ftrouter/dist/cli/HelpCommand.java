// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ftr help [COMMAND...]}. */
@Command(name = "help")
final class HelpCommand extends Subcommand {
    @Parameters(arity = "0..*", paramLabel = "COMMAND")
    private List<String> path = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine line = spec.parent().commandLine();
        for (String name : path) {
            CommandLine next = line.getSubcommands().get(name);
            if (next == null) {
                return terminal().fail(Exit.USAGE, "usage.unknownWord", "word", name);
            }
            line = next;
        }
        line.usage(line.getOut());
        return Exit.OK;
    }
}
