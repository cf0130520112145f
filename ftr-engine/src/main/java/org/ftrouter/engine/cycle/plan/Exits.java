// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.Family;
import org.ftrouter.engine.config.Leaving;
import org.ftrouter.engine.config.OnDown;
import org.ftrouter.engine.config.OnReturn;
import org.ftrouter.engine.config.UplinkConfig;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.ftrouter.engine.cycle.verdict.Watch;
import org.jspecify.annotations.Nullable;

/**
 * Two steps out of a path that is down: what a short outage cannot hurt moves at once; established TCP, which would live
 * through one, after {@code cut-after} of unbroken DOWN. And, if it is wished, out of a healthy path that a better group
 * has relieved. Nothing leaves while there is nowhere to go, nor a path that answers again and is only held out. Belongs to
 * the engine thread; no I/O, no clock.
 */
public final class Exits {
    private final Map<String, Leaving> uplinks;
    private final Map<PathId, Moment> relieved = new HashMap<>();

    /** Exits of uplinks, by name. */
    public Exits(Map<String, Leaving> uplinks) {
        this.uplinks = Map.copyOf(uplinks);
    }

    /** The same of a new configuration; who stood by goes on doing so. */
    public Exits(Map<String, Leaving> uplinks, Exits before) {
        this(uplinks);
        relieved.putAll(before.relieved);
    }

    /** Exits of configured uplinks, which know what those before them knew. */
    public static Exits of(List<UplinkConfig> configured, @Nullable Exits before) {
        var uplinks = new HashMap<String, Leaving>();
        configured.forEach(u -> uplinks.put(u.uplink().name(), u.leaving()));
        return before == null ? new Exits(uplinks) : new Exits(uplinks, before);
    }

    /** Every exit that is due, also those of earlier turns. */
    public List<Exit> of(Verdicts verdicts, Planned planned, Moment now) {
        List<Exit> exits = List.of();
        relieved.keySet().retainAll(planned.resting());
        for (PathId path : verdicts.paths().keySet()) {
            List<Exit> due = of(path, verdicts, planned, now);
            if (!due.isEmpty()) {
                exits = exits.isEmpty() ? new ArrayList<>() : exits;
                exits.addAll(due);
            }
        }
        return exits;
    }

    private List<Exit> of(PathId path, Verdicts verdicts, Planned planned, Moment now) {
        PathVerdict verdict = verdicts.of(path);
        Leaving leaving = uplinks.get(path.uplink());
        boolean routing = planned.roles().get(path) == Role.ROUTING; // as nearly all are in nearly every turn
        if (leaving == null || routing || !leavable(path, planned, verdicts)) {
            return List.of();
        }
        if (verdict.health() == Health.DOWN) {
            relieved.remove(path);
            // what is left there works again: after an outage of all, the others are back some moments before this one
            return verdict.answering() ? List.of() : onDown(path, verdict.since(), leaving.onDown(), now);
        }
        if (verdict.isResting()) { // hung up: nothing answers there any more
            relieved.remove(path);
            boolean kept = leaving.onDown().action() == OnDown.Action.KEEP;
            return kept ? List.of() : List.of(new Exit(path, verdict.since(), Exit.Step.CUT));
        }
        boolean standby =
                planned.roles().get(path) == Role.STANDBY && planned.resting().contains(path);
        if (!standby || verdict.health() == Health.UNKNOWN) {
            relieved.remove(path);
            return List.of();
        }
        return onReturn(path, relieved.computeIfAbsent(path, p -> now), leaving.onReturn(), now);
    }

    /** To somewhere that is not in doubt itself: when all fall silent, one of them is the first that is down. */
    private static boolean leavable(PathId path, Planned planned, Verdicts verdicts) {
        Family family = path.family();
        List<PathId> members = planned.members(family);
        return !planned.stranded().contains(family)
                && !members.contains(path)
                && members.stream().anyMatch(m -> verdicts.of(m).watch().mode() != Watch.Mode.CONFIRM);
    }

    private static List<Exit> onDown(PathId path, Moment since, OnDown onDown, Moment now) {
        var cut = new Exit(path, since, Exit.Step.CUT);
        var rescue = new Exit(path, since, Exit.Step.RESCUE);
        return switch (onDown.action()) {
            case KEEP -> List.of();
            case CUT -> List.of(cut);
            case RESCUE -> now.since(since).compareTo(onDown.cutAfter()) < 0 ? List.of(rescue) : List.of(rescue, cut);
        };
    }

    private static List<Exit> onReturn(PathId path, Moment since, OnReturn onReturn, Moment now) {
        if (onReturn.action() == OnReturn.Action.KEEP || now.since(since).compareTo(onReturn.moveAfter()) < 0) {
            return List.of();
        }
        boolean all = onReturn.action() == OnReturn.Action.MOVE_ALL;
        return List.of(new Exit(path, since, all ? Exit.Step.MOVE_ALL : Exit.Step.MOVE_UDP));
    }
}
