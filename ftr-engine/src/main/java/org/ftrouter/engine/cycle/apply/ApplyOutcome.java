// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.time.Duration;
import java.util.Optional;
import org.ftrouter.api.route.Repair;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;

/**
 * What became of a plan at one backend.
 *
 * @param backend its type
 * @param plan the plan
 * @param problem what the kernel or the plugin refused; empty: the kernel matches the plan
 * @param took how long it took
 * @param repaired what others had damaged
 */
public record ApplyOutcome(
        String backend, RoutePlan plan, Optional<Problem> problem, Duration took, Optional<Repair> repaired) {

    /** Nothing was damaged. */
    public ApplyOutcome(String backend, RoutePlan plan, Optional<Problem> problem, Duration took) {
        this(backend, plan, problem, took, Optional.empty());
    }

    /** A refusal: its kind and text. */
    public record Problem(RouteException.Reason reason, String text) {}

    /** Whether all that could be installed is. */
    public boolean installed() {
        return problem.map(Problem::reason)
                .map(r -> r == RouteException.Reason.PARTIAL || r == RouteException.Reason.CONFLICT)
                .orElse(true);
    }
}
