// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What the root logger is told while it is open. */
public final class LogLines implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Throwable> thrown = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LogManager.getRootLogger();
    private final Level level = root.getLevel();
    private final AbstractAppender appender = new AbstractAppender("lines", null, null, false, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
            Optional.ofNullable(event.getThrown()).ifPresent(thrown::add);
        }
    };

    public LogLines() {
        this(Level.INFO);
    }

    /** Of this level and above. */
    public LogLines(Level from) {
        appender.start();
        Configurator.setRootLevel(from);
        root.addAppender(appender);
    }

    /** Level and text of each event so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** What is printed with its stack below those lines. */
    public List<Throwable> thrown() {
        return List.copyOf(thrown);
    }

    @Override
    public void close() {
        root.removeAppender(appender);
        Configurator.setRootLevel(level);
    }
}
