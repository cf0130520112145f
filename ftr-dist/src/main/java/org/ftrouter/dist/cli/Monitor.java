// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.ftrouter.engine.Daemon;
import org.ftrouter.engine.DaemonOptions;
import org.ftrouter.engine.StartException;
import org.ftrouter.engine.config.LogConfig;

/** Runs the daemon in the foreground. */
final class Monitor {
    private static final LogConfig STANDARD_ERROR = new LogConfig(Optional.empty(), 1, 1);

    private Monitor() {}

    /** Runs until it is told to stop, by SIGTERM or SIGINT; SIGHUP reloads. The result is the exit code. */
    static int run(MonitorOptions options, Terminal terminal) {
        return run(options, terminal, daemon -> {});
    }

    /** The same, and shows the daemon before that runs to whoever will stop it, too. */
    static int run(MonitorOptions options, Terminal terminal, Consumer<Daemon> stopper) {
        Options common = options.options();
        Logging.start(STANDARD_ERROR, common.debug(), terminal.texts());
        var daemon = new Daemon(
                daemonOptions(options, terminal),
                terminal.out(),
                configuration ->
                        Logging.start(configuration.log(), common.debug(), Texts.in(configuration.language())));
        for (String signal : List.of("TERM", "INT")) {
            Signals.on(signal, daemon::stop);
        }
        Signals.on("HUP", daemon::reload);
        stopper.accept(daemon);
        try {
            daemon.run();
            return Exit.OK;
        } catch (StartException e) {
            Logging.finish(); // what was logged comes before the message
            return refused(e, terminal);
        }
    }

    private static int refused(StartException e, Terminal terminal) {
        return switch (e.reason()) {
            case CONFIG -> {
                terminal.err().print(e.getMessage());
                yield Exit.BAD_CONFIG;
            }
            case SECOND_INSTANCE, FAILED -> terminal.fail(Exit.FAILED, "failed", "text", e.getMessage());
            case PERMISSION -> terminal.fail(Exit.NO_PERMISSION, "failed", "text", e.getMessage());
        };
    }

    /** A demonstration needs no file: it brings one of its own. */
    private static Path config(MonitorOptions options) {
        Path file = options.options().config();
        if (!options.demo() || Files.exists(file)) {
            return file;
        }
        try (InputStream in = Objects.requireNonNull(Monitor.class.getResourceAsStream("demo.conf"))) {
            Path own = Files.createTempFile("ftr-demo", ".conf");
            own.toFile().deleteOnExit();
            Files.write(own, in.readAllBytes());
            return own;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DaemonOptions daemonOptions(MonitorOptions options, Terminal terminal) {
        Options common = options.options();
        return new DaemonOptions(
                config(options),
                common.socket(),
                common.state(),
                common.pluginFolders(),
                options.demo()
                        ? DaemonOptions.Mode.DEMO
                        : options.dryRun() ? DaemonOptions.Mode.DRY_RUN : DaemonOptions.Mode.LIVE,
                Version.text(),
                terminal.texts().language());
    }
}
