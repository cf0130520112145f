// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import java.util.Optional;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;

/** Something seen. Observations reach the judge in the order in which they were made. */
public sealed interface Observation {

    /** When it was seen. */
    Moment at();

    /** Something about one path. */
    sealed interface OfPath extends Observation {
        PathId path();
    }

    /**
     * A question was sent.
     *
     * @param target index into the path's targets
     * @param question number of the question, unique in this run
     * @param round questions sent together to several targets share a round; a question of its own has 0
     */
    record Asked(PathId path, int target, long question, long round, Moment at) implements OfPath {}

    /** A question was answered, perhaps late. */
    record Answered(PathId path, int target, long question, Duration roundTrip, Moment at) implements OfPath {}

    /** A question will not be answered any more. */
    record Unanswered(PathId path, int target, long question, String reason, Moment at) implements OfPath {}

    /** We cannot tell whether there was an answer. */
    record Inconclusive(PathId path, int target, long question, String reason, Moment at) implements OfPath {}

    /**
     * What the kernel says of a path.
     *
     * @param obstacle why nothing can be sent through it, empty if it can
     * @param identity source address and gateway; a change means that the line was dialled anew
     * @param receivedPackets the interface's counter; 0 if it is not this path's alone
     * @param sentPackets the other one
     */
    record Kernel(
            PathId path, Optional<Reason> obstacle, String identity, long receivedPackets, long sentPackets, Moment at)
            implements OfPath {}

    /** New connections are about to use a path that was seldom asked while another group carried them. */
    record Needed(PathId path, Moment at) implements OfPath {}

    /** The engine itself did not run from one moment to the other; nothing seen in between proves a loss. */
    record Stalled(Moment from, Moment at) implements Observation {}
}
