// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Ticker;

/**
 * The way into one plugin: sets the context class loader, and turns whatever the plugin throws by mistake into a text
 * that names it. Bugs are logged with their stack, at most one a minute. Safe for all threads.
 */
final class Boundary {
    private static final Logger LOG = LogManager.getLogger("plugin");
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Plugin plugin;
    private final Ticker ticker;
    private final AtomicLong nextLog;

    Boundary(Plugin plugin, Ticker ticker) {
        this.plugin = plugin;
        this.ticker = ticker;
        this.nextLog = new AtomicLong(ticker.nanos());
    }

    /** Begins a stretch of calls into the plugin; gives what {@link #leave} wants back. */
    ClassLoader enter() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(plugin.loader());
        return before;
    }

    /** Ends it. */
    static void leave(ClassLoader before) {
        Thread.currentThread().setContextClassLoader(before);
    }

    /** What is wrong with the plugin, for people; also goes to the log. */
    String bug(Throwable thrown) {
        String text = plugin + " failed: " + describe(thrown);
        long now = ticker.nanos();
        long due = nextLog.get();
        if (now - due >= 0 && nextLog.compareAndSet(due, now + QUIET.toNanos())) {
            LOG.warn(text, thrown);
        }
        return text;
    }

    /** A thrown thing in words; what a jar built for another API throws is explained. */
    static String describe(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && !(cause instanceof LinkageError)) {
            cause = cause.getCause();
        }
        return cause instanceof IncompatibleClassChangeError || cause instanceof NoClassDefFoundError
                ? "it does not fit this version of the plugin API, or lacks a class: " + cause
                : cause == thrown ? thrown.toString() : thrown + ": " + cause;
    }
}
