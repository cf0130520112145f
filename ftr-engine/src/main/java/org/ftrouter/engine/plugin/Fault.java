// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a foreign plugin threw, as it may be logged: the same stack and causes, with texts cut and each in one line, and whoever
 * prints it calls none of the plugin's code.
 */
final class Fault extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MOST_CAUSES = 5;
    private static final int MOST_CALLS = 50;

    private final String text;

    private Fault(String text, @Nullable Fault cause) {
        super(text, cause, false, true);
        this.text = text;
    }

    static Fault of(Throwable thrown) {
        return of(thrown, MOST_CAUSES);
    }

    private static Fault of(Throwable thrown, int causes) {
        Fault cause = null;
        StackTraceElement[] calls = {};
        try {
            Throwable next = causes > 0 ? thrown.getCause() : null;
            cause = next == null ? null : of(next, causes - 1);
            calls = Stream.of(thrown.getStackTrace())
                    .limit(MOST_CALLS)
                    .map(Fault::plain)
                    .toArray(StackTraceElement[]::new);
        } catch (Throwable e) { // it is the plugin's class
            calls = new StackTraceElement[] {};
        }
        var fault = new Fault(Boundary.text(thrown), cause);
        fault.setStackTrace(calls);
        return fault;
    }

    /** Names of classes and files are what the jar says they are. */
    private static StackTraceElement plain(StackTraceElement call) {
        String file = call.getFileName();
        return new StackTraceElement(
                Boundary.cut(call.getClassName()),
                Boundary.cut(call.getMethodName()),
                file == null ? null : Boundary.cut(file),
                call.getLineNumber());
    }

    /** The text begins with the name of the plugin's class, and not with that of this one. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return text;
    }
}
