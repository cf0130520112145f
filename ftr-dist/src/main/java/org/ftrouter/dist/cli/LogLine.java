// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.logging.log4j.Level;
import org.jspecify.annotations.Nullable;

/**
 * One log event as one line, and the stack trace of what was thrown below it. A line break in a message, which could
 * pretend to be another line, is written as {@code \n}, and what a terminal would obey likewise.
 */
final class LogLine {
    /** What a line begins with. */
    enum Head {
        /** The priority, as the journal reads it; the journal adds the time. */
        PRIORITY,
        /** The time of day, for terminals. */
        TIME,
        /** Date, time and offset, for files. */
        DATE
    }

    private final Head head;
    private final DateTimeFormatter format;

    LogLine(Head head) {
        this.head = head;
        String pattern = head == Head.TIME ? "HH:mm:ss.SSS" : "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";
        this.format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneId.systemDefault());
    }

    /** The line, or lines, each ended by a newline. */
    String of(Instant at, Level level, @Nullable String message, @Nullable Throwable thrown) {
        var line = new StringBuilder();
        if (head == Head.PRIORITY) {
            line.append('<').append(priority(level)).append('>');
        } else {
            format.formatTo(at, line);
            line.append(' ').append(level).append(level.name().length() == 4 ? "  " : " ");
        }
        line.append(Printable.escaped(String.valueOf(message))).append('\n');
        if (thrown != null) {
            var stack = new StringWriter();
            thrown.printStackTrace(new PrintWriter(stack));
            line.append(Printable.lines(stack.toString()));
        }
        return line.toString();
    }

    private static int priority(Level level) {
        if (level.isMoreSpecificThan(Level.ERROR)) {
            return 3;
        }
        if (level.isMoreSpecificThan(Level.WARN)) {
            return 4;
        }
        return level.isMoreSpecificThan(Level.INFO) ? 6 : 7;
    }
}
