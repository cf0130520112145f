// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.Charset;
import org.ftrouter.engine.control.ControlClient;
import org.ftrouter.engine.control.SilentDaemonException;
import picocli.CommandLine.Command;

/** {@code ftr status}: what the running daemon sees and does. */
@Command(name = "status")
final class StatusCommand extends Subcommand implements PrintsJson {
    @Override
    public Integer call() {
        String answer;
        try {
            answer = ControlClient.ask(options().socket(), "status");
        } catch (IOException e) {
            return notRunning(terminal(), options(), e);
        }
        JsonObject status = JsonParser.parseString(answer).getAsJsonObject();
        if (status.has("error")) {
            return unanswered(terminal(), status);
        }
        if (options().json()) {
            terminal().out().println(answer);
        } else {
            boolean unicode = Charset.defaultCharset().newEncoder().canEncode('●');
            terminal().out().print(new StatusScreen(terminal().texts(), unicode).print(status));
        }
        return Exit.OK;
    }

    /** Says why the daemon could not answer. */
    static int unanswered(Terminal terminal, JsonObject answer) {
        return terminal.fail(
                Exit.FAILED, "daemon.error", "reason", answer.get("error").getAsString());
    }

    /** Says that nobody answers at the socket, or that somebody is there who is silent. */
    static int notRunning(Terminal terminal, Options options, IOException why) {
        if (why instanceof SilentDaemonException silent) {
            return terminal.fail(
                    Exit.FAILED,
                    "daemon.silent",
                    "socket",
                    options.socket(),
                    "seconds",
                    silent.waited().toSeconds());
        }
        return terminal.fail(
                Exit.NOT_RUNNING, "daemon.missing", "socket", options.socket(), "reason", why.getMessage());
    }
}
