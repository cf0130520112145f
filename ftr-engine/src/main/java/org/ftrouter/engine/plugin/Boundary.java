// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Ticker;
import org.ftrouter.engine.text.Obeyed;

/**
 * The way into one plugin: sets the context class loader, and turns whatever the plugin throws by mistake into a text
 * that names it. Bugs are logged with their stack, at most one a minute, and counted: a plugin that makes too many is
 * left alone for a while. Safe for all threads.
 */
final class Boundary {
    private static final Logger LOG = LogManager.getLogger("plugin");
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final int LONGEST_TEXT = 500;
    private static final int MOST_CAUSES = 20;
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private static final String STUCK =
            " failed: " + PluginThreads.MOST_STUCK + " calls into it have not ended, although they were interrupted";

    private final Plugin plugin;
    private final Ticker ticker;
    private final Quarantine quarantine;
    private final Consumer<Plugin> quarantined;
    private final AtomicLong nextLog;

    /** @param quarantined called when the plugin has failed too often, on any thread */
    Boundary(Plugin plugin, Ticker ticker, Consumer<Plugin> quarantined) {
        this.plugin = plugin;
        this.ticker = ticker;
        this.quarantine = new Quarantine(ticker);
        this.quarantined = quarantined;
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

    /**
     * What is wrong with the plugin, for people; also goes to the log, and counts, but for lateness of our own: a machine
     * that has too much to do would lose kinds of probes by that. (What hangs is counted with the threads.)
     */
    String bug(Throwable thrown) {
        String text = plugin + " failed: " + describe(thrown);
        long now = ticker.nanos();
        long due = nextLog.get();
        if (now - due >= 0 && nextLog.compareAndSet(due, now + QUIET.toNanos())) {
            LOG.warn(text, plugin.foreign() ? Fault.of(thrown) : thrown);
        }
        Throwable root = root(thrown);
        if (plugin.foreign() || !(root instanceof TimeoutException)) {
            fault(text, root instanceof PluginThreads.Late late ? late.limit() : Duration.ZERO);
        }
        return text;
    }

    /** That an earlier call has not ended yet, for people; it counts, too. */
    String busy() {
        String text = plugin + " is still busy with an earlier call";
        fault(text, Duration.ZERO);
        return text;
    }

    private void fault(String text, Duration limit) {
        if (quarantine.fault(text, limit)) {
            quarantined.accept(plugin);
        }
    }

    /** Something of the plugin was closed, however that ended. */
    void closed(Outcome<?> outcome) {
        if (outcome.error() != null) {
            bug(outcome.error());
        }
        plugin.lifetime().release();
    }

    /** Too many calls into the plugin do not end. Called on any thread. */
    void stuck() {
        if (quarantine.reason().isEmpty()) { // or it has been told already
            quarantined.accept(plugin);
        }
    }

    /** Why the plugin is left alone now; empty if it is not. */
    Optional<String> quarantine() {
        Optional<String> reason = quarantine.reason();
        return reason.isEmpty() && plugin.context().threads().stuck() ? Optional.of(plugin + STUCK) : reason;
    }

    /** How long it is still left alone. */
    Duration rest() {
        return quarantine.rest();
    }

    /** A thrown thing in words; what a jar built for another API or a newer Java throws is explained. */
    static String describe(Throwable thrown) {
        Throwable cause = root(thrown);
        if (cause instanceof TimeoutException) {
            return "it did not return in time";
        }
        if (cause instanceof UnsupportedClassVersionError) {
            return "it was compiled for a newer Java than " + Runtime.version().feature() + ": " + text(cause);
        }
        return cause instanceof IncompatibleClassChangeError || cause instanceof NoClassDefFoundError
                ? "it does not fit this version of the plugin API, or lacks a class: " + text(cause)
                : cause == thrown ? text(thrown) : text(thrown) + ": " + text(cause);
    }

    /** The cause of all causes, which may be a circle; even asking for one may throw. */
    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        try {
            for (int i = 0; i < MOST_CAUSES && !(root instanceof LinkageError); i++) {
                Throwable cause = root.getCause();
                if (cause == null) {
                    return root;
                }
                root = cause;
            }
        } catch (Throwable e) { // it is the plugin's class
            return root;
        }
        return root;
    }

    /** What a plugin says, which may be anything: even its {@code toString} may throw. */
    static String text(Throwable thrown) {
        try {
            return cut(String.valueOf(thrown));
        } catch (Throwable e) { // it is the plugin's class
            return thrown.getClass().getName();
        }
    }

    /**
     * A plugin's text, of a length that can be shown, in one line, and with a question mark for whatever a terminal or a log
     * obeys.
     */
    static String cut(String text) {
        String head = text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
        return Obeyed.marked(BLANKS.matcher(head).replaceAll(" "));
    }
}
