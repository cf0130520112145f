// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.io.PrintStream;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.MessageFactory;
import org.apache.logging.log4j.message.ParameterizedMessageFactory;
import org.apache.logging.log4j.simple.SimpleLogger;
import org.apache.logging.log4j.spi.ExtendedLogger;
import org.apache.logging.log4j.spi.LoggerContext;
import org.apache.logging.log4j.spi.LoggerContextFactory;
import org.apache.logging.log4j.util.PropertiesUtil;
import org.ftrouter.dist.cli.LogLine.Head;
import org.jspecify.annotations.Nullable;

/**
 * Log4j's interface without its core: every logger writes to standard error. The core takes half a second of processor
 * time at each start, and ten megabytes, to do the same; it is left to log files, to which lines can be redirected at any
 * time. Log4j makes this by its name.
 */
public final class StderrLog implements LoggerContextFactory, LoggerContext {
    private static volatile Level level = Level.ERROR;
    private static volatile org.apache.logging.log4j.core.@Nullable LoggerContext file;

    private final Map<String, ExtendedLogger> loggers = new ConcurrentHashMap<>();
    private final LogLine line = new LogLine(System.getenv("JOURNAL_STREAM") != null ? Head.PRIORITY : Head.TIME);

    /** For Log4j. */
    public StderrLog() {}

    /** Shows lines from this level on, also of loggers that are there already. */
    static void level(Level from) {
        level = from;
    }

    /** Has the core write the lines from now on, or nobody else. */
    static void redirect(org.apache.logging.log4j.core.@Nullable LoggerContext to) {
        file = to;
    }

    private static final class Line extends SimpleLogger {
        private static final long serialVersionUID = 1L;

        private final transient LogLine line;
        private final transient PrintStream stream;

        Line(String name, LogLine line, PrintStream stream) {
            super(
                    name,
                    Level.ALL,
                    false,
                    false,
                    false,
                    false,
                    "",
                    ParameterizedMessageFactory.INSTANCE,
                    PropertiesUtil.getProperties(),
                    stream);
            this.line = line;
            this.stream = stream;
        }

        @Override
        public Level getLevel() {
            return level;
        }

        @Override
        public boolean isEnabled(Level of, @Nullable Marker marker, @Nullable Message message, @Nullable Throwable e) {
            return of.isMoreSpecificThan(level);
        }

        @Override
        public void logMessage(
                @Nullable String caller,
                Level of,
                @Nullable Marker marker,
                Message message,
                @Nullable Throwable thrown) {
            org.apache.logging.log4j.core.LoggerContext core = file;
            if (!of.isMoreSpecificThan(level)) {
                return;
            }
            if (core != null) {
                core.getLogger(getName()).logMessage(caller, of, marker, message, thrown);
            } else {
                stream.print(line.of(Instant.now(), of, message.getFormattedMessage(), thrown));
                stream.flush();
            }
        }
    }

    @Override
    public ExtendedLogger getLogger(String name) {
        return loggers.computeIfAbsent(name, n -> new Line(n, line, System.err));
    }

    @Override
    public ExtendedLogger getLogger(String name, @Nullable MessageFactory messages) {
        return getLogger(name);
    }

    @Override
    public boolean hasLogger(String name) {
        return loggers.containsKey(name);
    }

    @Override
    public boolean hasLogger(String name, @Nullable MessageFactory messages) {
        return hasLogger(name);
    }

    @Override
    public boolean hasLogger(String name, Class<? extends MessageFactory> messages) {
        return hasLogger(name);
    }

    @Override
    public @Nullable Object getExternalContext() {
        return null;
    }

    @Override
    public LoggerContext getContext(
            String caller, @Nullable ClassLoader loader, @Nullable Object external, boolean current) {
        return this;
    }

    @Override
    public LoggerContext getContext(
            String caller,
            @Nullable ClassLoader loader,
            @Nullable Object external,
            boolean current,
            @Nullable URI configuration,
            @Nullable String name) {
        return this;
    }

    @Override
    public void removeContext(LoggerContext context) {}
}
