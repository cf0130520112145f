// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;

/**
 * Connections that are to leave a path that is down, once no route for new ones leads to it any more.
 *
 * @param path the path
 * @param downSince when it went down: another time is another exit
 * @param step which connections
 */
public record Exit(PathId path, Moment downSince, Step step) {
    /** The two steps out of a path. */
    public enum Step {
        /** Those that nothing is lost by: without an answer yet, and all that is not TCP. */
        RESCUE,
        /** All: TCP clients get a reset and connect anew, instead of waiting for minutes. */
        CUT
    }
}
