// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.List;
import java.util.ResourceBundle;
import org.ftrouter.dist.lab.LabCommand;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The real parser of command lines. */
final class CommandLines {
    private static final int COLUMNS = 80;

    private CommandLines() {}

    /** Runs the command that the arguments name. */
    static int run(List<String> arguments, Terminal terminal) {
        return parser(terminal.speaking(language(arguments)), !arguments.contains("--no-color"))
                .execute(arguments.toArray(String[]::new));
    }

    /** A parser for one command line. */
    static CommandLine parser(Terminal terminal, boolean color) {
        ResourceBundle texts = terminal.texts().bundle();
        var lab = new CommandLine(new LabCommand());
        var ftr = new CommandLine(new FtrCommand(terminal)).addSubcommand(lab).setResourceBundle(texts);
        lab.setResourceBundle(LabCommand.texts(terminal.texts().language(), texts));
        return ftr.setOut(Terminal.writer(terminal.out()))
                .setErr(Terminal.writer(terminal.err()))
                .setUsageHelpWidth(COLUMNS)
                .setColorScheme(CommandLine.Help.defaultColorScheme(color ? Ansi.AUTO : Ansi.OFF))
                .setParameterExceptionHandler(new UsageErrors(terminal))
                .setExecutionExceptionHandler(new Failures(terminal));
    }

    /** Help is written while parsing, so the language must be known before. */
    private static String language(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith("--lang=")) {
                return argument.substring("--lang=".length());
            }
            if (argument.equals("--lang") && i + 1 < arguments.size()) {
                return arguments.get(i + 1);
            }
        }
        return "";
    }
}
