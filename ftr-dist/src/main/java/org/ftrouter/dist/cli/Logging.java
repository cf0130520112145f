// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import org.apache.logging.log4j.Level;
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

    private static @Nullable LoggerContext context;

    private Logging() {}

    /**
     * The daemon's log: a rolling file if one is configured, else standard error. May be called again.
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
            standardError(level);
        }
        return log.file().isPresent() == (context != null);
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
