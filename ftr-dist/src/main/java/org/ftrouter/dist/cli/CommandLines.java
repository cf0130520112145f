// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.lang.reflect.Method;
import java.util.List;
import java.util.ResourceBundle;
import org.ftrouter.dist.lab.LabCommand;
import org.ftrouter.engine.text.Languages;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The real parser of command lines. */
final class CommandLines {
    private static final int COLUMNS = 80;
    private static final String JSON = "--json";

    private CommandLines() {}

    /** Runs the command that the arguments name. */
    static int run(List<String> arguments, Terminal terminal) {
        String language = language(arguments);
        if (!language.isEmpty() && !Languages.SUPPORTED.contains(language)) {
            String known = String.join(", ", Languages.SUPPORTED);
            return terminal.fail(Exit.USAGE, "usage.badLanguage", "value", language, "known", known);
        }
        return parser(terminal.speaking(language), !arguments.contains("--no-color"))
                .execute(arguments.toArray(String[]::new));
    }

    /** A parser for one command line. */
    static CommandLine parser(Terminal terminal, boolean color) {
        ResourceBundle texts = terminal.texts().bundle();
        var lab = new CommandLine(new LabCommand());
        var ftr = new CommandLine(new FtrCommand(terminal)).addSubcommand(lab).setResourceBundle(texts);
        lab.setResourceBundle(LabCommand.texts(terminal.texts().language(), texts));
        withoutUselessJson(ftr);
        return ftr.setOut(Terminal.writer(terminal.out()))
                .setErr(Terminal.writer(terminal.err()))
                .setUsageHelpWidth(COLUMNS)
                .setColorScheme(CommandLine.Help.defaultColorScheme(color ? Ansi.AUTO : Ansi.OFF))
                .setExecutionStrategy(parsed -> jsonIsWanted(parsed) && !printsJson(leaf(parsed))
                        ? terminal.fail(
                                Exit.USAGE,
                                "usage.noJson",
                                "command",
                                leaf(parsed).qualifiedName())
                        : new CommandLine.RunLast().execute(parsed))
                .setParameterExceptionHandler(new UsageErrors(terminal))
                .setExecutionExceptionHandler(new Failures(terminal));
    }

    /** Help does not offer an option that would do nothing. It may still stand before the command's name. */
    private static void withoutUselessJson(CommandLine line) {
        for (CommandLine command : line.getSubcommands().values()) {
            withoutUselessJson(command);
            CommandSpec spec = command.getCommandSpec();
            if (!printsJson(spec)) {
                spec.remove(spec.findOption(JSON));
            }
        }
    }

    private static boolean jsonIsWanted(ParseResult parsed) {
        return parsed.hasMatchedOption(JSON);
    }

    private static CommandSpec leaf(ParseResult parsed) {
        return parsed.hasSubcommand() ? leaf(parsed.subcommand()) : parsed.commandSpec();
    }

    private static boolean printsJson(CommandSpec command) {
        Object code = command.userObject();
        Class<?> type = code instanceof Method method ? method.getDeclaringClass() : code.getClass();
        return PrintsJson.class.isAssignableFrom(type);
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
