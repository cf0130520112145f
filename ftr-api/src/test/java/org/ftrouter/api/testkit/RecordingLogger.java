// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import java.text.MessageFormat;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A logger that keeps what it is given. Safe for all threads. */
final class RecordingLogger implements System.Logger {
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public String getName() {
        return "plugin";
    }

    @Override
    public boolean isLoggable(Level level) {
        return true;
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String text, @Nullable Throwable thrown) {
        lines.add(level + " " + text);
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String format, Object @Nullable ... values) {
        boolean plain = values == null || values.length == 0 || format == null;
        lines.add(level + " " + (plain ? format : MessageFormat.format(format, values)));
    }
}
