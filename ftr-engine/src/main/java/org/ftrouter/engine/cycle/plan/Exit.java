// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;

/**
 * Connections that are to leave a path that is down, or spared again, once no route for new ones leads to it any more.
 *
 * @param path the path
 * @param since when it went down or began to stand by: another time is another exit
 * @param step which connections
 */
public record Exit(PathId path, Moment since, Step step) {
    /** The two steps out of a path that is down, and those out of one that is healthy. */
    public enum Step {
        /** Those that nothing is lost by: without an answer yet, and all that is not TCP. */
        RESCUE,
        /** All: TCP clients get a reset and connect anew, instead of waiting for minutes. */
        CUT,
        /** Off a healthy path: what it translates and is not TCP. */
        MOVE_UDP,
        /** Off a healthy path: all that it translates. */
        MOVE_ALL
    }
}
