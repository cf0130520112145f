// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ftr undrain UPLINK}: it carries new connections again. */
@Command(name = "undrain")
final class UndrainCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "UPLINK")
    private String uplink = "";

    @Override
    public Integer call() {
        var wish = new JsonObject();
        wish.addProperty("uplink", uplink);
        JsonObject answer;
        try {
            answer = DrainCommand.ask("undrain", wish, options());
        } catch (IOException e) {
            return StatusCommand.notRunning(terminal(), options(), e);
        }
        return DrainCommand.refused(answer, terminal()).orElseGet(() -> {
            boolean was = answer.get("undrained").getAsBoolean();
            terminal().say(was ? "undrain.done" : "undrain.nothing", "uplink", uplink);
            return Exit.OK;
        });
    }
}
