// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.history;

import java.util.List;
import org.ftrouter.engine.cycle.PathId;

/** Something worth keeping. */
sealed interface Entry {

    /** When it happened, in milliseconds of wall time. */
    long at();

    /**
     * A question and what became of it.
     *
     * @param at when it was asked
     * @param micros round-trip time in microseconds, {@link History#LOST} or {@link History#UNTOLD}
     */
    record Asked(long at, PathId path, String target, int micros) implements Entry {}

    /** New connections use these paths from now on. */
    record Members(long at, List<PathId> members) implements Entry {}
}
