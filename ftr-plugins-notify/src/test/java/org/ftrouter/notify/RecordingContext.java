// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Ticker;
import org.jspecify.annotations.Nullable;

/** A context that keeps what is logged. */
public final class RecordingContext implements PluginContext, System.Logger {
    /** Each {@code LEVEL text}. */
    public final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public Ticker ticker() {
        return Ticker.SYSTEM;
    }

    @Override
    public System.Logger logger() {
        return this;
    }

    @Override
    public Path stateFolder() {
        return Path.of("unused");
    }

    @Override
    public String hostName() {
        return "gw1";
    }

    @Override
    public String getName() {
        return "email";
    }

    @Override
    public boolean isLoggable(Level level) {
        return true;
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String text, @Nullable Throwable thrown) {
        lines.add(level + " " + text);
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String format, Object... parameters) {
        lines.add(level + " " + MessageFormat.format(format, parameters));
    }
}
