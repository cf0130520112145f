// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Says in the log when the engine is late so often that it may be blind: what is lost while it does not run proves nothing
 * and evicts nobody, also not an uplink that is dead. Belongs to the engine thread.
 */
final class Starvation {
    /** So many late turns within a minute are more than a pause now and then. */
    static final int OFTEN = 30;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Logger LOG = LogManager.getLogger(Starvation.class);

    private final Deque<Moment> late = new ArrayDeque<>();
    private boolean told;

    /** Takes in a turn. Whether it is one at which people are told that it begins, or has ended. */
    boolean turned(boolean isLate, Moment now) {
        if (isLate) {
            late.addLast(now);
        }
        while (!late.isEmpty() && now.since(late.peekFirst()).compareTo(MINUTE) > 0) {
            late.removeFirst();
        }
        if (!told && late.size() >= OFTEN) {
            told = true;
            LOG.warn(
                    "This machine has too little processor time for the engine: it was late {} times within a minute."
                            + " Failures of uplinks are found late, or not at all. What takes the time (top)?",
                    OFTEN);
            return true;
        }
        if (told && late.isEmpty()) {
            told = false;
            LOG.info("The engine has had enough processor time for a minute");
            return true;
        }
        return false;
    }
}
