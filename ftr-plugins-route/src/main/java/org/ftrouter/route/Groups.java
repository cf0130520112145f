// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;

/**
 * Sees to the pins whose control groups come and go: a rule for one that is not there would be refused and all others
 * with it, and a rule for one that was made anew matches nothing. Not for several threads at once.
 */
public final class Groups {
    private final Function<String, Optional<Object>> identity;
    private Map<String, Object> written = Map.of();
    private Optional<String> refused = Optional.empty();

    /** Asks what tells the group at a path from others; empty if there is none. */
    public Groups(Function<String, Optional<Object>> identity) {
        this.identity = identity;
    }

    /** Whether any pin is for a control group. */
    public static boolean concern(RoutePlan plan) {
        return plan.pins().stream().anyMatch(p -> p.pin().match().cgroup().isPresent());
    }

    /** The plan without pins whose group is not there, or without all of groups if they are refused. */
    public RoutePlan present(RoutePlan plan) {
        return with(plan, group -> refused.isEmpty() && identity.apply(group).isPresent());
    }

    /** The plan without pins of groups. */
    public static RoutePlan none(RoutePlan plan) {
        return with(plan, group -> false);
    }

    private static RoutePlan with(RoutePlan plan, Predicate<String> groups) {
        return plan.with(plan.pins().stream()
                .filter(p -> p.pin().match().cgroup().map(groups::test).orElse(true))
                .toList());
    }

    /** The kernel takes no rules for groups, and why: from now on, their pins are left out. */
    public void refused(String why) {
        refused = Optional.of(why);
    }

    /** What is to be told of those left out. */
    public Optional<String> missing(RoutePlan plan) {
        List<PinRoute> left = new ArrayList<>(plan.pins());
        left.removeAll(present(plan).pins());
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join("; ", left.stream().map(this::reason).toList()));
    }

    private String reason(PinRoute left) {
        return "pin " + left.pin().name() + " does nothing"
                + refused.map(why -> ", as rules for control groups are refused: " + why)
                        .orElseGet(() -> " as long as there is no control group "
                                + left.pin().match().cgroup().orElseThrow());
    }

    /** Whether a group has been made anew since the rules were written. */
    public boolean changed(RoutePlan plan) {
        return !now(plan).equals(written);
    }

    /** The rules for these groups have been written. */
    public void written(RoutePlan plan) {
        written = now(plan);
    }

    private Map<String, Object> now(RoutePlan plan) {
        var now = new HashMap<String, Object>();
        for (PinRoute pin : plan.pins()) {
            pin.pin().match().cgroup().ifPresent(path -> identity.apply(path).ifPresent(id -> now.put(path, id)));
        }
        return now;
    }
}
