// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The command line of the Ruby program {@code fault_tolerant_router}: {@code [--config=FILE] [--debug] [--demo] ACTION}
 * in any order, exactly one action. Errors go to standard error, and a mail that fails gives an exit code.
 */
final class OriginalGrammar {
    static final String NAME = "fault_tolerant_router";
    private static final String CONFIG = "/etc/fault_tolerant_router.conf";
    private static final Set<String> ACTIONS = Set.of("generate_config", "generate_iptables", "email_test", "monitor");

    private final Terminal terminal;
    private final List<String> actions = new ArrayList<>();
    private Path config = Path.of(CONFIG);
    private boolean debug;
    private boolean demo;

    private OriginalGrammar(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Runs the action. The result is the exit code. */
    static int run(List<String> arguments, Terminal terminal) {
        var original = new OriginalGrammar(terminal);
        if (arguments.contains("--help") || arguments.contains("-h")) {
            terminal.say("original.help", "version", Version.text());
            return Exit.OK;
        }
        if (!original.understands(arguments)) {
            terminal.err().println(terminal.texts().get("original.help", "version", Version.text()));
            return Exit.FAILED;
        }
        try {
            return original.act(original.actions.get(0));
        } catch (IOException | InterruptedException | RuntimeException e) {
            return terminal.fail(Exit.FAILED, "failed", "text", String.valueOf(e.getMessage()));
        }
    }

    private boolean understands(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--debug")) {
                debug = true;
            } else if (argument.equals("--demo")) {
                demo = true;
            } else if (argument.startsWith("--config=")) {
                config = Path.of(argument.substring("--config=".length()));
            } else if (argument.equals("--config") && i + 1 < arguments.size()) {
                config = Path.of(arguments.get(++i));
            } else if (ACTIONS.contains(argument)) {
                actions.add(argument);
            } else {
                return false;
            }
        }
        return actions.size() == 1;
    }

    private int act(String action) throws IOException, InterruptedException {
        if (action.equals("generate_config")) {
            return writeExample();
        }
        if (!Files.exists(config)) {
            return terminal.fail(Exit.FAILED, "original.missing", "file", config);
        }
        var options = new Options(
                config, Path.of(Options.SOCKET), Path.of(Options.STATE), List.of(), "", false, true, debug || demo);
        if (action.equals("monitor")) {
            return Monitor.run(new MonitorOptions(options, demo, false), terminal);
        }
        try (Setup setup = Setup.of(config, options)) {
            int code = action.equals("generate_iptables")
                    ? GenerateCommand.render(setup, "iptables", true, terminal)
                    : TestNotificationCommand.run(setup, Optional.of("email"), terminal);
            return code == Exit.OK ? Exit.OK : Exit.FAILED;
        }
    }

    private int writeExample() {
        try {
            Files.writeString(config, ConfigExample.yaml(terminal.texts()), StandardOpenOption.CREATE_NEW);
            terminal.say("original.saved", "file", config);
            return Exit.OK;
        } catch (FileAlreadyExistsException e) {
            return terminal.fail(Exit.FAILED, "original.exists", "file", config);
        } catch (IOException e) {
            return terminal.fail(Exit.FAILED, "original.unwritable", "file", config, "reason", e);
        }
    }
}
