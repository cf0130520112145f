// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.util.Map;
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
 * @param usable how many paths can be used, of those of a turn that are told of one by one, after this one
 * @param path the path concerned, empty if the event is about a family
 * @param before what was held true of it
 * @param family the family concerned
 * @param finding on which side of the path's gateway the fault is, if that is known
 * @param more further parameters of the texts, before which those that follow from the others give way
 * @param damped whether people are told by a summary instead
 */
record Situation(
        Verdicts verdicts,
        Planned planned,
        Moment now,
        int usable,
        Optional<PathId> path,
        Optional<PathVerdict> before,
        Family family,
        Optional<Finding> finding,
        Map<String, Object> more,
        boolean damped) {

    Situation(Verdicts verdicts, Planned planned, Moment now) {
        this(
                verdicts,
                planned,
                now,
                verdicts.usable(),
                Optional.empty(),
                Optional.empty(),
                Family.IPV4,
                Optional.empty(),
                Map.of(),
                false);
    }

    Situation with(PathId id, @Nullable PathVerdict previous) {
        return new Situation(
                verdicts,
                planned,
                now,
                usable,
                Optional.of(id),
                Optional.ofNullable(previous),
                id.family(),
                finding,
                more,
                damped);
    }

    Situation with(Family other) {
        return new Situation(
                verdicts, planned, now, usable, Optional.empty(), Optional.empty(), other, finding, more, damped);
    }

    Situation with(Optional<Finding> found) {
        return new Situation(verdicts, planned, now, usable, path, before, family, found, more, damped);
    }

    Situation with(Map<String, Object> parameters) {
        return new Situation(verdicts, planned, now, usable, path, before, family, finding, parameters, damped);
    }

    Situation withUsable(int paths) {
        return new Situation(verdicts, planned, now, paths, path, before, family, finding, more, damped);
    }

    Situation damped(boolean yes) {
        return new Situation(verdicts, planned, now, usable, path, before, family, finding, more, yes);
    }
}
