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
    /** Lines that wait to be taken, some 400 KB. */
    static final int MOST_WAITING = 4096;

    /** How long the end of the process waits for lines to be taken. */
    static final Duration LAST_LINES = Duration.ofSeconds(1);

    private static volatile @Nullable LogStream stream;
    private static volatile @Nullable LoggerContext context;
    private static volatile @Nullable Texts texts;

    private Logging() {}

    /**
     * The daemon's log: a rolling file if one is configured and can be written, else standard error. Neither keeps whoever
     * logs waiting. May be called again.
     *
     * @param speaking for what the log says of itself
     */
    static synchronized void start(LogConfig log, boolean debug, Texts speaking) {
        texts = speaking;
        Level level = debug ? Level.DEBUG : Level.INFO;
        if (stream == null) {
            stream = new LogStream(new FileOutputStream(FileDescriptor.err), MOST_WAITING, Logging::dropped);
            System.setErr(new PrintStream(stream, false, StandardCharsets.UTF_8));
            Runtime.getRuntime().addShutdownHook(new Thread(Logging::finish, "log-end"));
        }
        standardError(level);
        LoggerContext before = context;
        context = log.file().isPresent() && isWritable(log.file().get(), speaking)
                ? open(log, level, before, speaking)
                : null;
        StderrLog.redirect(context);
        if (before != null && before != context) {
            before.stop(LAST_LINES.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static LoggerContext open(LogConfig log, Level level, @Nullable LoggerContext before, Texts speaking) {
        LoggerContext file = before == null ? new LoggerContext("ftr") : before;
        var lost = new LostLines(lines -> speaking.get("log.lost", "lines", lines));
        var configuration =
                new LogFile(file, log.file().orElseThrow().toString(), log.maxBytes(), log.oldFiles(), level, lost);
        if (before == null) {
            file.start(configuration);
        } else {
            file.reconfigure(configuration);
        }
        return file;
    }

    private static boolean isWritable(Path file, Texts speaking) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.exists(file) && !Files.isRegularFile(file)) { // a pipe may never open; a device would be renamed
                return refused(speaking, speaking.get("log.irregular", "file", file));
            }
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
            return true;
        } catch (IOException e) {
            return refused(speaking, e);
        }
    }

    private static boolean refused(Texts speaking, Object why) {
        StderrLog.redirect(null);
        LogManager.getLogger("ftr").error(speaking.get("log.unwritable", "why", why));
        return false;
    }

    private static void dropped(long lines) {
        Texts speaking = texts;
        if (speaking != null) {
            LogManager.getLogger("ftr").warn(speaking.get("log.dropped", "lines", lines));
        }
    }

    /** Waits a moment until the lines so far are taken. */
    static void finish() {
        LogStream last = stream;
        LoggerContext file = context;
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
