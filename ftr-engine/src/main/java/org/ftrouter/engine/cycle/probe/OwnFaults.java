// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Observation;

/**
 * Which paths nothing can be learnt of, for all questions fail on our own side. Such a path is held to be well, which
 * somebody has to be told. What passes within seconds, as when an interface goes away, is none; and what comes and goes,
 * as on an overloaded machine, is told of each path once a minute at most. Belongs to the engine thread.
 */
final class OwnFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Map<PathId, Fault> faults = new HashMap<>();
    private final Map<PathId, Moment> toldAt = new HashMap<>();
    private final BiConsumer<PathId, Optional<String>> told;

    private static final class Fault {
        private final Moment since;
        private final Set<Integer> targets = new HashSet<>();
        private boolean told;

        private Fault(Moment since) {
            this.since = since;
        }
    }

    /** @param told takes, once each, why a path cannot be asked, and nothing when it can be again */
    OwnFaults(BiConsumer<PathId, Optional<String>> told) {
        this.told = told;
    }

    /** Takes in how a question ended; the path has so many targets. */
    void take(Observation seen, int targets) {
        if (seen instanceof Observation.Inconclusive none) {
            Fault fault = faults.computeIfAbsent(none.path(), path -> new Fault(none.at()));
            fault.targets.add(none.target());
            if (!fault.told
                    && fault.targets.size() == targets
                    && none.at().since(fault.since).compareTo(PATIENCE) >= 0
                    && !isQuiet(none.path(), none.at())) {
                fault.told = true;
                toldAt.put(none.path(), none.at());
                told.accept(none.path(), Optional.of(none.reason()));
            }
        } else if (seen instanceof Observation.Answered answer) {
            over(answer.path());
        } else if (seen instanceof Observation.Unanswered none) {
            over(none.path());
        }
    }

    private boolean isQuiet(PathId path, Moment at) {
        Moment last = toldAt.get(path);
        return last != null && at.since(last).compareTo(QUIET) < 0;
    }

    private void over(PathId path) {
        Fault fault = faults.remove(path);
        if (fault != null && fault.told) {
            told.accept(path, Optional.empty());
        }
    }

    /** The path is not asked now: what comes later is another matter. */
    void rest(PathId path) {
        if (!faults.isEmpty()) {
            faults.computeIfPresent(path, (id, fault) -> fault.told ? fault : null);
        }
    }
}
