// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import org.ftrouter.engine.control.ControlClient;
import picocli.CommandLine.Command;

/** {@code ftr confirm}: what {@code ftr reload --confirm} put in force on trial is to stay. */
@Command(name = "confirm")
final class ConfirmCommand extends Subcommand {
    @Override
    public Integer call() {
        JsonObject answer;
        try {
            answer = JsonParser.parseString(ControlClient.ask(options().socket(), "confirm"))
                    .getAsJsonObject();
        } catch (IOException e) {
            return StatusCommand.notRunning(terminal(), options(), e);
        }
        if (answer.has("error")) {
            return StatusCommand.unanswered(terminal(), answer);
        }
        if (!answer.get("confirmed").getAsBoolean()) {
            return terminal().fail(Exit.FAILED, "confirm.nothing");
        }
        terminal().say("confirm.done");
        return Exit.OK;
    }
}
