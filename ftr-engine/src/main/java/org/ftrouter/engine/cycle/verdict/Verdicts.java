// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;

/**
 * What is held true of all paths at one moment.
 *
 * @param paths every path that is judged, in the order of the configuration
 * @param witnessSince if set: a suspicion began or was borne out then, and every other path should be asked once to bear
 *     witness
 * @param wakeAt when time alone could change a verdict; empty: never
 */
public record Verdicts(Map<PathId, PathVerdict> paths, Optional<Moment> witnessSince, Optional<Moment> wakeAt) {

    /** Copies. */
    public Verdicts {
        paths = Collections.unmodifiableMap(new LinkedHashMap<>(paths));
    }

    /** The verdict on a path that is judged. */
    public PathVerdict of(PathId path) {
        return Objects.requireNonNull(paths.get(path), () -> "no verdict on " + path);
    }
}
