// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.Family;
import org.ftrouter.engine.config.OnDown;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Verdicts;

/**
 * Two steps out of a path that is down. What a short outage cannot hurt moves at once; established TCP, which would live
 * through one, after {@code cut-after} of unbroken DOWN. Nothing leaves while there is nowhere to go. Pure.
 */
public final class Exits {
    private final Map<String, OnDown> uplinks;

    /** Exits of uplinks, by name. */
    public Exits(Map<String, OnDown> uplinks) {
        this.uplinks = Map.copyOf(uplinks);
    }

    /** Every exit that is due, also those of earlier turns. */
    public List<Exit> of(Verdicts verdicts, Planned planned, Moment now) {
        List<Exit> exits = List.of();
        for (var entry : verdicts.paths().entrySet()) {
            PathVerdict verdict = entry.getValue();
            OnDown onDown = uplinks.get(entry.getKey().uplink());
            if (verdict.health() == Health.DOWN && onDown != null && leavable(entry.getKey(), planned)) {
                exits = exits.isEmpty() ? new ArrayList<>() : exits;
                exits.addAll(of(entry.getKey(), verdict.since(), onDown, now));
            }
        }
        return exits;
    }

    private static boolean leavable(PathId path, Planned planned) {
        Family family = path.family();
        List<PathId> members = planned.members(family);
        return !planned.stranded().contains(family) && !members.isEmpty() && !members.contains(path);
    }

    private static List<Exit> of(PathId path, Moment since, OnDown onDown, Moment now) {
        var cut = new Exit(path, since, Exit.Step.CUT);
        var rescue = new Exit(path, since, Exit.Step.RESCUE);
        return switch (onDown.action()) {
            case KEEP -> List.of();
            case CUT -> List.of(cut);
            case RESCUE -> now.since(since).compareTo(onDown.cutAfter()) < 0 ? List.of(rescue) : List.of(rescue, cut);
        };
    }
}
