// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.ftrouter.engine.control.ControlClient;
import org.ftrouter.engine.cycle.drain.Drain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ftr drain UPLINK}: other uplinks carry what is new, for maintenance; for a time if it is wished. */
@Command(name = "drain")
final class DrainCommand extends Subcommand {
    private static final Pattern TIME = Pattern.compile("(\\d{1,8})([smhd])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Duration MOST = Duration.ofDays(365);

    @Parameters(index = "0", paramLabel = "UPLINK")
    private String uplink = "";

    @Option(names = "--for", paramLabel = "TIME", defaultValue = "")
    private String time = "";

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "")
    private String reason = "";

    @Override
    public Integer call() {
        Optional<Duration> lasts = time(time);
        if (lasts.isEmpty() && !time.isEmpty()) {
            return terminal().fail(Exit.USAGE, "drain.badTime", "value", time);
        }
        if (reason.length() > Drain.REASON) {
            return terminal().fail(Exit.USAGE, "drain.badReason", "most", Drain.REASON);
        }
        var wish = new JsonObject();
        wish.addProperty("uplink", uplink);
        lasts.ifPresent(t -> wish.addProperty("seconds", t.toSeconds()));
        wish.addProperty("reason", reason);
        JsonObject answer;
        try {
            answer = ask("drain", wish, options());
        } catch (IOException e) {
            return StatusCommand.notRunning(terminal(), options(), e);
        }
        return refused(answer, terminal()).orElseGet(() -> done(answer));
    }

    private int done(JsonObject answer) {
        if (answer.has("until")) {
            terminal()
                    .say(
                            "drain.done.until",
                            "uplink",
                            uplink,
                            "until",
                            answer.get("until").getAsString());
        } else {
            terminal().say("drain.done", "uplink", uplink);
        }
        JsonArray paths = answer.getAsJsonArray("carrying");
        if (!paths.isEmpty()) {
            terminal().say("drain.carrying", "paths", joined(paths));
        }
        return Exit.OK;
    }

    /** A time that is possible; empty if it is not. */
    private static Optional<Duration> time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Duration unit = UNITS.getOrDefault(matcher.group(2), Duration.ZERO);
        return Optional.of(unit.multipliedBy(Long.parseLong(matcher.group(1))))
                .filter(t -> !t.isZero() && t.compareTo(MOST) <= 0);
    }

    /** What the daemon answers to a wish, which is the user's who gave the command. */
    static JsonObject ask(String request, JsonObject wish, Options options) throws IOException {
        String sudo = System.getenv("SUDO_USER");
        wish.addProperty("by", sudo == null || sudo.isEmpty() ? System.getProperty("user.name", "?") : sudo);
        return JsonParser.parseString(ControlClient.ask(options.socket(), request + " " + wish))
                .getAsJsonObject();
    }

    /** Says why it was not done, and returns the exit code; empty if it was. */
    static Optional<Integer> refused(JsonObject answer, Terminal terminal) {
        if (answer.has("error")) {
            return Optional.of(StatusCommand.unanswered(terminal, answer));
        }
        if (answer.has("unknown")) {
            return Optional.of(terminal.fail(
                    Exit.UNKNOWN_NAME,
                    "drain.unknown",
                    "uplink",
                    answer.get("unknown").getAsString(),
                    "known",
                    joined(answer.getAsJsonArray("uplinks"))));
        }
        return Optional.empty();
    }

    private static String joined(JsonArray words) {
        return StreamSupport.stream(words.spliterator(), false)
                .map(JsonElement::getAsString)
                .collect(Collectors.joining(", "));
    }
}
