// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.ftrouter.engine.config.LogConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where log lines go. To be set up before the first logger is made: whether they go to a file or to standard error is
 * settled by the first call, and stays so as long as the process lives.
 */
final class Logging {
    private static final String FACTORY = "log4j2.loggerContextFactory";

    /** Lines that wait for a reader of standard error, some 400 KB. */
    static final int MOST_WAITING = 4096;

    private static final Duration LAST_LINES = Duration.ofSeconds(1);

    private static @Nullable LogStream stream;
    private static @Nullable LoggerContext context;

    private Logging() {}

    /**
     * The daemon's log: a rolling file if one is configured, else standard error. Neither keeps whoever logs waiting. May
     * be called again.
     *
     * @return whether the log goes where it should; if not, it takes a restart
     */
    static synchronized boolean start(LogConfig log, boolean debug) {
        Level level = debug ? Level.DEBUG : Level.INFO;
        boolean first = context == null && System.getProperty(FACTORY) == null;
        if (log.file().isPresent() && (first || context != null)) {
            String file = log.file().get().toString();
            var configuration = new LogFile(context, file, log.maxBytes(), log.oldFiles(), level);
            if (context == null) {
                context = Configurator.initialize(configuration);
            } else {
                context.reconfigure(configuration);
            }
            return true;
        }
        if (context == null) {
            if (stream == null) {
                stream = new LogStream(new FileOutputStream(FileDescriptor.err), MOST_WAITING, Logging::dropped);
                System.setErr(new PrintStream(stream, false, StandardCharsets.UTF_8));
            }
            standardError(level);
        }
        return log.file().isPresent() == (context != null);
    }

    private static void dropped(long lines) {
        LogManager.getLogger(Logging.class)
                .warn("{} log lines were dropped: whoever reads standard error did not take them in time", lines);
    }

    /** Waits a moment for the last lines to be taken. */
    static void finish() throws InterruptedException {
        LogStream last;
        synchronized (Logging.class) {
            last = stream;
        }
        if (last != null) {
            last.finish(LAST_LINES);
        }
    }

    /** For commands: only errors, to standard error. */
    static void withoutDaemon(boolean debug) {
        standardError(debug ? Level.DEBUG : Level.ERROR);
    }

    private static void standardError(Level level) {
        System.setProperty(FACTORY, StderrLog.class.getName());
        StderrLog.level(level);
    }
}
