// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import java.util.List;
import org.ftrouter.engine.config.FlapGuard;
import org.ftrouter.engine.config.PassiveEvidence;
import org.ftrouter.engine.config.QualityLimits;

/**
 * How one path is judged.
 *
 * @param targets names of its targets; the same name on another path is the same target
 * @param required how many must answer
 * @param interval between two questions in the steady state, and between two rounds while it returns
 * @param restInterval the same while another group carries new connections
 * @param timeout after which no answer is waited for
 * @param lateFloor no answer is late before this, however steady the round-trip times
 * @param tries questions to each target in a confirmation
 * @param spacing between two tries
 * @param rise clean rounds before it returns
 * @param holdUp how long it must answer before it returns
 * @param quality when it works badly
 * @param flapGuard how long it is held out if it fails again and again
 * @param passive what the counters of its interface are good for
 */
public record Rules(
        List<String> targets,
        int required,
        Duration interval,
        Duration restInterval,
        Duration timeout,
        Duration lateFloor,
        int tries,
        Duration spacing,
        int rise,
        Duration holdUp,
        QualityLimits quality,
        FlapGuard flapGuard,
        PassiveEvidence passive) {

    /** Copies and checks. */
    public Rules {
        targets = List.copyOf(targets);
        if (required < 1 || required > targets.size()) {
            throw new IllegalArgumentException(required + " of " + targets.size() + " targets required");
        }
    }

    /** The same rules with another flap guard. */
    public Rules with(FlapGuard other) {
        return new Rules(
                targets,
                required,
                interval,
                restInterval,
                timeout,
                lateFloor,
                tries,
                spacing,
                rise,
                holdUp,
                quality,
                other,
                passive);
    }

    /** Rules with the usual limits of quality and flapping, and no rest. */
    public Rules(
            List<String> targets,
            int required,
            Duration interval,
            Duration timeout,
            int tries,
            Duration spacing,
            int rise,
            Duration holdUp) {
        this(
                targets,
                required,
                interval,
                interval,
                timeout,
                RoundTrip.FLOOR,
                tries,
                spacing,
                rise,
                holdUp,
                QualityLimits.DEFAULT,
                FlapGuard.DEFAULT,
                PassiveEvidence.DEFAULT);
    }
}
