// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.text.MessageFormat;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A logger that keeps its lines. */
public final class Lines implements System.Logger {
    private final List<String> texts = new CopyOnWriteArrayList<>();

    public List<String> texts() {
        return texts;
    }

    @Override
    public String getName() {
        return "lines";
    }

    @Override
    public boolean isLoggable(Level level) {
        return true;
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String text, @Nullable Throwable thrown) {
        texts.add(level + " " + text);
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... values) {
        texts.add(level + " " + MessageFormat.format(format, values));
    }
}
