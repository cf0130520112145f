// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import java.util.Optional;
import org.ftrouter.engine.cycle.Moment;

/**
 * What is held true of one path.
 *
 * @param health what the line is
 * @param reason why
 * @param since when the health last changed
 * @param answering whether it answers now, also while it is still held out
 * @param watch how to go on asking
 * @param roundTrip smoothed over its targets, empty before the first answer
 * @param jitter mean difference between two round-trip times to the same target, empty before there are two
 * @param loss share of the single questions of the quality window that were lost, 0 to 1
 */
public record PathVerdict(
        Health health,
        Reason reason,
        Moment since,
        boolean answering,
        Watch watch,
        Optional<Duration> roundTrip,
        Optional<Duration> jitter,
        double loss) {

    /** Whether the same can be done with it: only its figures differ. */
    boolean isLike(PathVerdict other) {
        return health == other.health
                && answering == other.answering
                && usable() == other.usable()
                && isResting() == other.isResting();
    }

    /** Whether it is not meant to be used now. */
    public boolean isResting() {
        return reason.code().isRest();
    }

    /** Whether new connections may use it. A path not judged yet is believed, so that a start interrupts nothing. */
    public boolean usable() {
        return watch.mode() != Watch.Mode.OFF && health != Health.DOWN;
    }
}
