// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;

/**
 * What is held true of all paths at one moment.
 *
 * @param paths every path that is judged, in the order of the configuration; not copied, the same object as long as nothing
 *     changes
 * @param witnessSince if set: a suspicion began or a line's last try was asked then, and every other path should be asked once to bear
 *     witness
 * @param wakeAt when time alone could change a verdict; empty: never
 */
public record Verdicts(Map<PathId, PathVerdict> paths, Optional<Moment> witnessSince, Optional<Moment> wakeAt) {

    /** Whether they lead to the same routing: they differ in figures and reasons only. */
    public boolean isLike(Verdicts other) {
        if (paths == other.paths) {
            return true;
        }
        if (paths.size() != other.paths.size()) {
            return false;
        }
        for (var entry : paths.entrySet()) {
            PathVerdict there = other.paths.get(entry.getKey());
            if (there == null || !there.isLike(entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** Whether something holds of any verdict: asked in every turn, so without a stream. */
    public boolean any(Predicate<PathVerdict> test) {
        for (PathVerdict verdict : paths.values()) {
            if (test.test(verdict)) {
                return true;
            }
        }
        return false;
    }

    /** How many paths can be used. */
    public int usable() {
        return Math.toIntExact(
                paths.values().stream().filter(PathVerdict::usable).count());
    }

    /** The verdict on a path that is judged. */
    public PathVerdict of(PathId path) {
        return Objects.requireNonNull(paths.get(path), () -> "no verdict on " + path);
    }
}
