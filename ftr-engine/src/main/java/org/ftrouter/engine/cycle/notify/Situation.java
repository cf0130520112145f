// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.plan.Planned;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.jspecify.annotations.Nullable;

/**
 * All that a text about an event may speak of.
 *
 * @param verdicts of all paths
 * @param planned the routing that follows
 * @param now when
 * @param path the path concerned, empty if the event is about a family
 * @param before what was held true of it
 * @param family the family concerned
 */
record Situation(
        Verdicts verdicts,
        Planned planned,
        Moment now,
        Optional<PathId> path,
        Optional<PathVerdict> before,
        Family family) {

    Situation(Verdicts verdicts, Planned planned, Moment now) {
        this(verdicts, planned, now, Optional.empty(), Optional.empty(), Family.IPV4);
    }

    Situation with(PathId id, @Nullable PathVerdict previous) {
        return new Situation(verdicts, planned, now, Optional.of(id), Optional.ofNullable(previous), id.family());
    }

    Situation with(Family other) {
        return new Situation(verdicts, planned, now, Optional.empty(), Optional.empty(), other);
    }
}
