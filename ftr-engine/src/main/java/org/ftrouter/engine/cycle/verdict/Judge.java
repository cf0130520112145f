// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;

/**
 * Holds what is true of every path, and weighs them against each other within a family: a target silent on every path is
 * the target's fault; with all paths silent at once there is nothing to switch to, so nothing is switched.
 *
 * <p>The witness question is "has another path heard an answer since this suspicion began?". "Are all being confirmed
 * now?" would race, and evict good lines.
 */
public final class Judge {
    private final Map<PathId, PathJudge> paths = new LinkedHashMap<>();

    /** A judge of these paths, all of them {@link Health#UNKNOWN}. */
    public Judge(Map<PathId, Rules> rules, Moment now) {
        rules.forEach((path, rule) -> paths.put(path, new PathJudge(rule, now)));
    }

    /** The same, taking over what another judge holds true of paths that are in both. */
    public Judge(Map<PathId, Rules> rules, Judge before, Moment now) {
        rules.forEach((path, rule) -> {
            PathJudge known = before.paths.get(path);
            paths.put(path, known == null ? new PathJudge(rule, now) : known.under(rule, now));
        });
    }

    /** Takes in what was seen and says what is true now. */
    public Verdicts judge(List<Observation> seen, Moment now) {
        seen.forEach(this::take);
        paths.forEach((id, path) -> path.decide(now, new Others(id)));
        var verdicts = new LinkedHashMap<PathId, PathVerdict>();
        paths.forEach((id, path) -> verdicts.put(id, path.verdict()));
        Optional<Moment> witness =
                each().flatMap(p -> p.confirmingSince().stream()).max(Moment::compareTo);
        Optional<Moment> wakeAt = each().flatMap(p -> p.wakeAt(now).stream()).min(Moment::compareTo);
        return new Verdicts(verdicts, witness, wakeAt);
    }

    private Stream<PathJudge> each() {
        return paths.values().stream();
    }

    private void take(Observation seen) {
        if (seen instanceof Observation.Stalled stall) {
            each().forEach(path -> path.stalled(stall));
        } else if (seen instanceof Observation.Kernel kernel) {
            path(kernel.path()).ifPresent(p -> p.kernel(kernel));
        } else if (seen instanceof Observation.Asked asked) {
            path(asked.path()).ifPresent(p -> p.asked(asked));
        } else if (seen instanceof Observation.Answered answer) {
            path(answer.path()).ifPresent(p -> p.answered(answer, new Others(answer.path())));
        } else if (seen instanceof Observation.Unanswered none) {
            path(none.path()).ifPresent(p -> p.settled(none.question(), true));
        } else if (seen instanceof Observation.Inconclusive none) {
            path(none.path()).ifPresent(p -> p.settled(none.question(), false));
        }
    }

    private Optional<PathJudge> path(PathId id) {
        return Optional.ofNullable(paths.get(id));
    }

    /** The other paths of a path's family. */
    private final class Others implements Company {
        private final PathId self;

        Others(PathId self) {
            this.self = self;
        }

        @Override
        public boolean anotherHeardSince(Moment moment) {
            return others().anyMatch(p -> p.heardSince(moment));
        }

        @Override
        public boolean heardElsewhereSince(String target, Moment moment) {
            return others().anyMatch(p -> p.heardSince(target, moment));
        }

        @Override
        public boolean anotherUsable() {
            return others().anyMatch(PathJudge::alive);
        }

        @Override
        public boolean silentEverywhere(String target) {
            List<Boolean> silent = family().filter(
                            e -> e.getKey().equals(self) || e.getValue().alive())
                    .flatMap(e -> e.getValue().silent(target).stream())
                    .toList();
            return !silent.isEmpty() && silent.stream().allMatch(s -> s);
        }

        private Stream<Map.Entry<PathId, PathJudge>> family() {
            return paths.entrySet().stream().filter(e -> e.getKey().family() == self.family());
        }

        private Stream<PathJudge> others() {
            return family().filter(e -> !e.getKey().equals(self)).map(Map.Entry::getValue);
        }
    }
}
