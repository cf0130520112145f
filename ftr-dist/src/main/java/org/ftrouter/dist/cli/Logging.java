// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.ftrouter.engine.config.LogConfig;
import org.jspecify.annotations.Nullable;

/** Where log lines go. To be set up before the first logger is made. */
final class Logging {
    /** Lines that wait for a reader of standard error, some 400 KB. */
    static final int MOST_WAITING = 4096;

    private static final Duration LAST_LINES = Duration.ofSeconds(1);

    private static @Nullable LogStream stream;
    private static @Nullable LoggerContext context;

    private Logging() {}

    /**
     * The daemon's log: a rolling file if one is configured and can be written, else standard error. Neither keeps whoever
     * logs waiting. May be called again.
     */
    static synchronized void start(LogConfig log, boolean debug) {
        Level level = debug ? Level.DEBUG : Level.INFO;
        if (stream == null) {
            stream = new LogStream(new FileOutputStream(FileDescriptor.err), MOST_WAITING, Logging::dropped);
            System.setErr(new PrintStream(stream, false, StandardCharsets.UTF_8));
            Runtime.getRuntime().addShutdownHook(new Thread(Logging::finish, "last log lines"));
        }
        standardError(level);
        LoggerContext before = context;
        context = log.file().isPresent() && isWritable(log.file().get()) ? open(log, level, before) : null;
        StderrLog.redirect(context);
        if (before != null && before != context) {
            before.stop(LAST_LINES.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static LoggerContext open(LogConfig log, Level level, @Nullable LoggerContext before) {
        LoggerContext file = before == null ? new LoggerContext("ftr") : before;
        var configuration =
                new LogFile(file, log.file().orElseThrow().toString(), log.maxBytes(), log.oldFiles(), level);
        if (before == null) {
            file.start(configuration);
        } else {
            file.reconfigure(configuration);
        }
        return file;
    }

    private static boolean isWritable(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
            return true;
        } catch (IOException e) {
            LogManager.getLogger("ftr")
                    .error(
                            "log.file cannot be written, this log is used instead: {}. Let the daemon's user write there, or"
                                    + " name another file",
                            e.toString());
            return false;
        }
    }

    private static void dropped(long lines) {
        LogManager.getLogger(Logging.class)
                .warn("{} log lines were dropped: whoever reads standard error did not take them in time", lines);
    }

    /** Waits a moment until the lines so far are taken. */
    static void finish() {
        LogStream last;
        LoggerContext file;
        synchronized (Logging.class) {
            last = stream;
            file = context;
        }
        try {
            if (last != null) {
                last.finish(LAST_LINES);
            }
            if (file != null) {
                file.stop(LAST_LINES.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For commands: only errors, to standard error. */
    static void withoutDaemon(boolean debug) {
        standardError(debug ? Level.DEBUG : Level.ERROR);
    }

    private static void standardError(Level level) {
        System.setProperty("log4j2.loggerContextFactory", StderrLog.class.getName());
        StderrLog.level(level);
    }
}
