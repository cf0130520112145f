// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;

/**
 * Holds what is true of every path, and weighs them against each other within a family: a target silent on every path is
 * the target's fault; with all paths silent at once there is nothing to switch to, so nothing is switched.
 *
 * <p>Before a line is convicted another one must bear witness: it must be answered a question that was asked <em>after</em>
 * the last try on the suspected one. "Are all being confirmed now?" would race, and evict good lines; and of an answer that
 * merely came in since the suspicion began, nobody knows whether our own thread that reads answers has slept since.
 */
public final class Judge {
    private final Map<PathId, PathJudge> paths = new LinkedHashMap<>();
    private Map<PathId, PathVerdict> verdicts = Map.of();

    /** A judge of these paths, all of them {@link Health#UNKNOWN}. */
    public Judge(Map<PathId, Rules> rules, Moment now) {
        rules.forEach((path, rule) -> paths.put(path, new PathJudge(rule, new Others(path), now)));
    }

    /** The same, taking over what another judge holds true of paths that are in both. */
    public Judge(Map<PathId, Rules> rules, Judge before, Moment now) {
        rules.forEach((path, rule) -> {
            PathJudge known = before.paths.get(path);
            var others = new Others(path);
            paths.put(path, known == null ? new PathJudge(rule, others, now) : known.under(rule, others, now));
        });
    }

    /** Takes in what was seen and says what is true now. */
    public Verdicts judge(List<Observation> seen, Moment now) {
        for (Observation observation : seen) {
            take(observation);
        }
        Moment witness = null;
        var wakeAt = new Soonest(now);
        for (PathJudge path : paths.values()) {
            path.decide(now);
        }
        for (PathJudge path : paths.values()) {
            Moment wanted = path.witnessesWantedSince();
            if (wanted != null && (witness == null || wanted.isAfter(witness))) {
                witness = wanted;
            }
            path.addWakeUps(wakeAt);
        }
        return new Verdicts(verdicts(), Optional.ofNullable(witness), wakeAt.moment());
    }

    private Map<PathId, PathVerdict> verdicts() {
        boolean changed = verdicts.isEmpty();
        for (PathJudge path : paths.values()) {
            changed |= path.takeChanged();
        }
        if (changed) {
            var next = new LinkedHashMap<PathId, PathVerdict>();
            paths.forEach((id, path) -> next.put(id, path.verdict()));
            verdicts = Collections.unmodifiableMap(next);
        }
        return verdicts;
    }

    /** How each target of the path stands; none if there is no such path. */
    public List<TargetState> targets(PathId path) {
        PathJudge judge = paths.get(path);
        return judge == null ? List.of() : judge.targets().states();
    }

    private void take(Observation seen) {
        if (seen instanceof Observation.Stalled stall) {
            paths.values().forEach(path -> path.stalled(stall));
        } else if (seen instanceof Observation.OfPath some) {
            PathJudge path = paths.get(some.path());
            if (path != null) {
                path.take(some);
            }
        }
    }

    /** The other paths of a path's family. */
    private final class Others implements Company {
        private final PathId self;

        Others(PathId self) {
            this.self = self;
        }

        @Override
        public boolean anotherAnsweredSince(Moment moment) {
            return any(p -> p.answeredSince(moment));
        }

        @Override
        public boolean heardElsewhereSince(String target, Moment moment) {
            return any(p -> p.targets().heardSince(target, moment));
        }

        @Override
        public boolean anotherUsable() {
            return any(PathJudge::isAlive);
        }

        @Override
        public boolean silentEverywhere(String target) {
            PathJudge own = paths.get(self);
            return own != null
                    && own.isSilent(target)
                    && !any(p -> p.isAlive() && p.targets().indexOf(target) >= 0 && !p.isSilent(target));
        }

        private boolean any(Predicate<PathJudge> test) {
            for (var entry : paths.entrySet()) {
                PathId id = entry.getKey();
                if (id.family() == self.family() && !id.equals(self) && test.test(entry.getValue())) {
                    return true;
                }
            }
            return false;
        }
    }
}
