// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.List;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, in the user's language, which the parser itself does not. */
final class UsageErrors implements IParameterExceptionHandler {
    private final Terminal terminal;

    UsageErrors(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        int code = explain(wrong);
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        terminal.err().println(terminal.texts().get("usage.seeHelp", "command", command));
        return code;
    }

    private int explain(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            List<String> meant = unmatched.getSuggestions();
            String key = unmatched.isUnknownOption() ? "usage.unknownOption" : "usage.unknownWord";
            return meant.isEmpty()
                    ? terminal.fail(Exit.USAGE, key, "word", word)
                    : terminal.fail(Exit.USAGE, key + ".meant", "word", word, "meant", meant.get(0));
        }
        if (wrong instanceof OverwrittenOptionException twice) {
            return terminal.fail(Exit.USAGE, "usage.twice", "option", name(twice.getOverwritten()));
        }
        if (wrong instanceof MissingParameterException missing) {
            ArgSpec first = missing.getMissing().get(0);
            String key = first.isOption() && !first.required() ? "usage.valueMissing" : "usage.missing";
            return terminal.fail(Exit.USAGE, key, "option", name(first));
        }
        ArgSpec argument = wrong.getArgSpec();
        return argument == null
                ? terminal.fail(Exit.USAGE, "usage.other", "text", wrong.getMessage())
                : terminal.fail(Exit.USAGE, "usage.badValue", "value", wrong.getValue(), "option", name(argument));
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }
}
