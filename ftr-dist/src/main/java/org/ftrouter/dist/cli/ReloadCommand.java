// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.engine.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ftr reload}: makes the running daemon read its configuration again, on trial if it is wished. */
@Command(name = "reload")
final class ReloadCommand extends Subcommand {
    private static final Pattern TIME = Pattern.compile("(\\d{1,5})([sm]?)");
    private static final int MOST_SECONDS = 86_400;

    @Option(names = "--confirm", paramLabel = "TIME", defaultValue = "")
    private String confirm = "";

    @Override
    public Integer call() {
        long seconds = seconds(confirm);
        if (seconds < 0 || seconds > MOST_SECONDS) {
            return terminal().fail(Exit.USAGE, "reload.badTime", "value", confirm);
        }
        JsonObject answer;
        try {
            String request =
                    confirm.isEmpty() ? "reload" : String.join(" ", "reload", "confirm", Long.toString(seconds));
            answer = JsonParser.parseString(ControlClient.ask(options().socket(), request))
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
        terminal().say(confirm.isEmpty() ? "reload.done" : "reload.trial", "seconds", seconds);
        return Exit.OK;
    }

    /** {@code 60}, {@code 60s} or {@code 5m} in seconds; -1 if it is none of these. */
    private static long seconds(String time) {
        Matcher matcher = TIME.matcher(time);
        if (time.isEmpty()) {
            return 0;
        }
        return matcher.matches()
                ? Long.parseLong(matcher.group(1)) * (matcher.group(2).equals("m") ? 60 : 1)
                : -1;
    }
}
