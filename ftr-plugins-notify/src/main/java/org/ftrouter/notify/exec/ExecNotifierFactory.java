// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.exec;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;

/**
 * Makes {@code { type = exec, command = [ "/usr/local/bin/on-event", "--quiet" ] }}.
 *
 * <p>A command is the absolute path of a program and its arguments; a single text is a program without arguments. No
 * shell ever reads it.
 *
 * <ul>
 *   <li>{@code command}: for every notice
 *   <li>{@code up-command}, {@code down-command}: an uplink is usable again, or not any more
 *   <li>{@code all-up-command}: after an uplink came back, every one is usable; after {@code up-command}
 *   <li>{@code all-down-command}: no uplink is usable any more
 *   <li>{@code arguments} (none): none, foolsm; then a script for foolsm runs as it is: {@code up} or {@code down} and
 *       its other fifteen follow, and {@code command} is for an uplink's up and down only
 *   <li>{@code timeout} (30s, 1s to 80s): then the program and all it has started are killed
 *   <li>{@code language} (en)
 * </ul>
 *
 * <p>The last four commands may be written with {@code _}. The program finds the notice as JSON on its standard input, in
 * {@code FTR_EVENT, FTR_ID, FTR_UPLINK, FTR_SEVERITY, FTR_TITLE, FTR_TIME, FTR_DELAYED_SECONDS ...}, and for an uplink in
 * mwan3's {@code ACTION} ({@code connected} or {@code disconnected}), {@code INTERFACE} and {@code DEVICE}. It has taken the notice if it exits
 * with 0, and never will if it exits with 65 (EX_DATAERR); otherwise it is started again later with the same {@code
 * FTR_ID}.
 */
public final class ExecNotifierFactory implements NotifierFactory {

    @Override
    public String type() {
        return "exec";
    }

    @Override
    public Notifier create(Settings settings, PluginContext context) {
        var commands = new EnumMap<Occasion, List<String>>(Occasion.class);
        for (Occasion occasion : Occasion.values()) {
            List<String> command = command(settings, occasion.key());
            if (!command.isEmpty()) {
                commands.put(occasion, command);
            }
        }
        if (commands.isEmpty()) {
            settings.problem(
                    "command",
                    "is missing, and so are up-command, down-command, all-up-command and all-down-command: name one");
        }
        Duration limit =
                settings.duration("timeout", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(80));
        return new ExecNotifier(
                Map.copyOf(commands),
                settings.choice("arguments", ExecNotifier.Arguments.class, ExecNotifier.Arguments.NONE),
                settings.string("language", "en"),
                limit,
                context.logger());
    }

    private static List<String> command(Settings settings, String key) {
        String other = key.replace('-', '_');
        boolean both = !other.equals(key) && settings.has(other) && settings.has(key);
        if (both) {
            settings.problem(other, "is the same as '" + key + "': keep one of them");
        }
        String used = settings.has(key) ? key : other;
        List<String> command = settings.strings(used);
        if (!command.isEmpty() && !isProgram(command.get(0))) {
            settings.problem(
                    used,
                    "'" + command.get(0) + "' cannot be run: it must be the absolute path of a program that may be"
                            + " executed; arguments follow in the list, as in [ \"/bin/logger\", \"-t\", \"wan\" ]");
        }
        if (command.stream().anyMatch(part -> part.indexOf('\0') >= 0)) {
            settings.problem(used, "holds a NUL character");
        }
        return command;
    }

    private static boolean isProgram(String text) {
        try {
            Path program = Path.of(text);
            return program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
