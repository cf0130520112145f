// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** What a command throws, in one line; with {@code --debug} also where. */
final class Failures implements IExecutionExceptionHandler {
    private final Terminal terminal;

    Failures(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
        if (parsed.originalArgs().contains("--debug")) {
            failure.printStackTrace(terminal.err());
        }
        String message = failure.getMessage();
        return terminal.fail(Exit.FAILED, "failed", "text", message == null ? failure.toString() : message);
    }
}
