// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.ftrouter.engine.text.Languages;

/**
 * What {@code ftr monitor} was asked to do.
 *
 * @param options the options of every command
 * @param demo whether to simulate uplinks and touch nothing
 * @param dryRun whether to probe really but only print what would be done
 */
record MonitorOptions(Options options, boolean demo, boolean dryRun) {
    private static final Set<String> FLAGS = Set.of("monitor", "--demo", "--dry-run", "--debug", "--no-color");
    /** Those of this command alone, which must stand behind its name. */
    private static final Set<String> OWN = Set.of("--demo", "--dry-run");

    private static final Set<String> VALUES = Set.of("--config", "--socket", "--state", "--lang", "--plugins");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9./][A-Za-z0-9./_-]*");
    /** A value that stands by itself must not look like the name of a command. */
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9]*[./][A-Za-z0-9./_-]+");

    /**
     * Understands plain command lines without the real parser, which costs the daemon memory and start-up time. Empty
     * for everything else, right or wrong: the real parser understands whatever this one does, and the same.
     */
    static Optional<MonitorOptions> parse(List<String> arguments) {
        var flags = new HashSet<String>();
        Map<String, String> values = new HashMap<>();
        List<Path> plugins = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (FLAGS.contains(argument)) {
                boolean early = OWN.contains(argument) && !flags.contains("monitor");
                if (early || !flags.add(argument)) {
                    return Optional.empty();
                }
                continue;
            }
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String name = equals > 0 ? argument.substring(0, equals) : argument.equals("-c") ? "--config" : argument;
            String value =
                    equals > 0 ? argument.substring(equals + 1) : i + 1 < arguments.size() ? arguments.get(++i) : "";
            if (!VALUES.contains(name)
                    || !(equals > 0 ? PLAIN : PATH).matcher(value).matches()
                    || (name.equals("--lang") && !Languages.SUPPORTED.contains(value))) {
                return Optional.empty();
            }
            if (name.equals("--plugins")) {
                if (!flags.contains("monitor")) {
                    return Optional.empty(); // the real parser forgets those before a command's name
                }
                plugins.add(Path.of(value));
            } else if (values.put(name, value) != null) {
                return Optional.empty();
            }
        }
        return flags.contains("monitor") ? Optional.of(of(flags, values, plugins)) : Optional.empty();
    }

    private static MonitorOptions of(Set<String> flags, Map<String, String> values, List<Path> plugins) {
        var options = new Options(
                Path.of(values.getOrDefault("--config", Options.CONFIG)),
                Path.of(values.getOrDefault("--socket", Options.SOCKET)),
                Path.of(values.getOrDefault("--state", Options.STATE)),
                plugins,
                values.getOrDefault("--lang", ""),
                false,
                !flags.contains("--no-color"),
                flags.contains("--debug"));
        return new MonitorOptions(options, flags.contains("--demo"), flags.contains("--dry-run"));
    }
}
