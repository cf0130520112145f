// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.drain;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ftrouter.engine.text.Obeyed;

/**
 * That an uplink is drained.
 *
 * @param since when somebody said so, last
 * @param until when it ends by itself; empty: never
 * @param reason in the words of whoever wanted it; may be empty
 * @param by who that was
 */
public record Drain(Instant since, Optional<Instant> until, String reason, String by) implements Order.Content {
    /** No longer is a reason, so that it fits into subjects and logs. */
    public static final int REASON = 200;

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** One line, and a short one. */
    public Drain {
        reason = line(reason);
        by = line(by);
    }

    /**
     * That an uplink no longer is.
     *
     * @param since when it began
     * @param at when it ended
     * @param by who ended it
     */
    record Ended(Instant since, Instant at, String by) implements Order.Content {
        Ended {
            by = line(by);
        }
    }

    static String line(String text) {
        String line = BLANKS.matcher(text).replaceAll(" ").strip();
        return Obeyed.marked(line.length() <= REASON ? line : line.substring(0, REASON));
    }
}
