// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.ftrouter.api.Uplink;

/**
 * The priority groups that uplinks, by name, are in for now. What carries nothing by configuration does not here either.
 *
 * @param priorities in the place of those configured
 * @param drained uplinks behind all others, among themselves in the order of their groups
 */
public record Groups(Map<String, Integer> priorities, Set<String> drained) {
    /** As they are configured. */
    public static final Groups CONFIGURED = new Groups(Map.of(), Set.of());

    /** Behind every group that can be configured. */
    private static final int LAST = 1_000_000_000;

    /** Copies. */
    public Groups {
        priorities = Map.copyOf(priorities);
        drained = Set.copyOf(drained);
    }

    /** The group of an uplink; empty if it carries no balanced connections. */
    public OptionalInt of(Uplink uplink) {
        Integer other = priorities.get(uplink.name());
        OptionalInt group = other == null ? uplink.priority() : OptionalInt.of(other);
        return isDrained(uplink.name()) && group.isPresent() ? OptionalInt.of(LAST + group.getAsInt()) : group;
    }

    /** Whether others are to carry what is new in its place. */
    public boolean isDrained(String uplink) {
        return drained.contains(uplink);
    }
}
