// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code ftr} itself: the options of all commands. Alone it prints its help. */
@Command(
        name = "ftr",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            MonitorCommand.class,
            StatusCommand.class,
            ReloadCommand.class,
            ConfirmCommand.class,
            DrainCommand.class,
            UndrainCommand.class,
            CheckConfigCommand.class,
            ConfigCommand.class,
            GenerateCommand.class,
            SimulateCommand.class,
            TestNotificationCommand.class,
            DoctorCommand.class,
            CleanupCommand.class,
            PluginsCommand.class,
            WarmUpCommand.class,
            VersionCommand.class,
            HelpCommand.class
        })
final class FtrCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = Options.CONFIG,
            scope = ScopeType.INHERIT)
    private Path config = Path.of(Options.CONFIG);

    @Option(names = "--socket", paramLabel = "FILE", defaultValue = Options.SOCKET, scope = ScopeType.INHERIT)
    private Path socket = Path.of(Options.SOCKET);

    @Option(names = "--state", paramLabel = "FOLDER", defaultValue = Options.STATE, scope = ScopeType.INHERIT)
    private Path state = Path.of(Options.STATE);

    @Option(names = "--plugins", paramLabel = "FOLDER", scope = ScopeType.INHERIT)
    private List<Path> plugins = new ArrayList<>();

    @Option(names = "--lang", paramLabel = "LANGUAGE", defaultValue = "", scope = ScopeType.INHERIT)
    private String language = "";

    @Option(names = "--json", scope = ScopeType.INHERIT)
    private boolean json;

    @Option(names = "--no-color", scope = ScopeType.INHERIT)
    private boolean plain;

    @Option(names = "--debug", scope = ScopeType.INHERIT)
    private boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT)
    @SuppressWarnings("UnusedVariable") // the parser acts on it
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Terminal terminal;

    FtrCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    Options options() {
        return new Options(Options.input(config), socket, state, plugins, language, json, !plain, debug);
    }

    Terminal terminal() {
        return terminal;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return Exit.USAGE;
    }
}
