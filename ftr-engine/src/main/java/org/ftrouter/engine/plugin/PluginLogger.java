// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** Carries a plugin's log lines to the daemon's log. */
final class PluginLogger implements System.Logger {
    private final Logger log;

    PluginLogger(String name) {
        this.log = LogManager.getLogger(name);
    }

    @Override
    public String getName() {
        return log.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        return log.isEnabled(of(level));
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String text, @Nullable Throwable thrown) {
        log.log(of(level), text, thrown);
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String format, Object @Nullable ... values) {
        if (isLoggable(level)) {
            boolean plain = values == null || values.length == 0 || format == null;
            log.log(of(level), plain ? format : MessageFormat.format(format, values));
        }
    }

    private static org.apache.logging.log4j.Level of(Level level) {
        return switch (level) {
            case ALL, TRACE -> org.apache.logging.log4j.Level.TRACE;
            case DEBUG -> org.apache.logging.log4j.Level.DEBUG;
            case INFO -> org.apache.logging.log4j.Level.INFO;
            case WARNING -> org.apache.logging.log4j.Level.WARN;
            case ERROR -> org.apache.logging.log4j.Level.ERROR;
            case OFF -> org.apache.logging.log4j.Level.OFF;
        };
    }
}
