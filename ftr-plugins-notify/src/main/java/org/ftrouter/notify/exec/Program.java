// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.exec;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.linux.Program.Ended;
import org.ftrouter.notify.PlainText;

/** One run of a program that is told of a notice: what its end means for the notice. */
final class Program {
    /** EX_DATAERR of sysexits.h: the program will never take this notice. */
    private static final int NEVER = 65;

    private static final int SHOWN = 300;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Duration limit;

    Program(List<String> command, Map<String, String> environment, Duration limit) {
        this.command = command;
        this.environment = environment;
        this.limit = limit;
    }

    /**
     * Runs it with the input and waits for its end.
     *
     * @return the beginning of what it said, on one line
     * @throws NotifyException if it cannot be started, says with its exit code that it failed, or takes too long
     */
    String run(byte[] input, Duration left) throws NotifyException, InterruptedException {
        Ended ended;
        try {
            ended = org.ftrouter.linux.Program.run(command, environment, input, left);
        } catch (IOException e) {
            throw new NotifyException(name() + " cannot be started", e);
        }
        int code = ended.exitCode()
                .orElseThrow(() ->
                        new NotifyException(name() + " did not end within " + limit.toSeconds() + " s and was killed"));
        String said = PlainText.line(ended.said(), SHOWN).strip();
        if (code != 0) {
            String text = name() + " ended with exit code " + code + (said.isEmpty() ? "" : ": " + said);
            throw code == NEVER ? NotifyException.permanent(text) : new NotifyException(text);
        }
        return said;
    }

    private String name() {
        return command.get(0);
    }
}
