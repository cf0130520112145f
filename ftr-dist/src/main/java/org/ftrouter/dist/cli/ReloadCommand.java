// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import org.ftrouter.engine.control.ControlClient;
import picocli.CommandLine.Command;

/** {@code ftr reload}: makes the running daemon read its configuration again. */
@Command(name = "reload")
final class ReloadCommand extends Subcommand {
    @Override
    public Integer call() {
        JsonObject answer;
        try {
            answer = JsonParser.parseString(ControlClient.ask(options().socket(), "reload"))
                    .getAsJsonObject();
        } catch (IOException e) {
            return StatusCommand.notRunning(terminal(), options(), e);
        }
        if (answer.has("error")) {
            return StatusCommand.unanswered(terminal(), answer);
        }
        String text = answer.get("text").getAsString();
        if (!text.isEmpty()) {
            terminal().err().println(text.stripTrailing());
        }
        if (!answer.get("reloaded").getAsBoolean()) {
            return terminal().fail(Exit.BAD_CONFIG, "reload.refused");
        }
        terminal().say("reload.done");
        return Exit.OK;
    }
}
