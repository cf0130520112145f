// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import java.util.List;

/**
 * How one path is judged.
 *
 * @param targets names of its targets; the same name on another path is the same target
 * @param required how many must answer
 * @param interval between two rounds while it returns
 * @param timeout after which no answer is waited for
 * @param tries questions to each target in a confirmation
 * @param spacing between two tries
 * @param rise clean rounds before it returns
 * @param holdUp how long it must answer before it returns
 */
public record Rules(
        List<String> targets,
        int required,
        Duration interval,
        Duration timeout,
        int tries,
        Duration spacing,
        int rise,
        Duration holdUp) {

    /** Copies and checks. */
    public Rules {
        targets = List.copyOf(targets);
        if (required < 1 || required > targets.size()) {
            throw new IllegalArgumentException(required + " of " + targets.size() + " targets required");
        }
    }
}
