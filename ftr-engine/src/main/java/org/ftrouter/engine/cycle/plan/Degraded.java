// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ftrouter.api.Path;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.engine.config.QualityLimits;
import org.ftrouter.engine.config.WhenDegraded;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.cycle.verdict.Verdicts;

/** What becomes of degraded paths: left out, used less, or used like the others, as their rules say. */
final class Degraded {
    /** The most that a hop may weigh. */
    private static final double MOST_WEIGHT = 256;
    /** A lowered weight is rounded to a whole number only after it was made this large. */
    private static final double STEPS = 4;

    private final Map<PathId, Rules> rules;

    Degraded(Map<PathId, Rules> rules) {
        this.rules = Map.copyOf(rules);
    }

    /** Whether it carries nothing as long as any other outbound path of its family is healthy. */
    boolean isLeftOut(PathId path, Verdicts verdicts) {
        return isUnder(WhenDegraded.EXCLUDE, path, verdicts);
    }

    private boolean isUnder(WhenDegraded policy, PathId path, Verdicts verdicts) {
        return verdicts.of(path).health() == Health.DEGRADED && quality(path).policy() == policy;
    }

    private QualityLimits quality(PathId path) {
        Rules known = rules.get(path);
        return known == null ? QualityLimits.DEFAULT : known.quality();
    }

    /** Their weights, those of degraded ones lowered; in fine steps, as far as there is room. */
    List<NextHop> weighed(List<Path> paths, Verdicts verdicts) {
        double[] wanted = paths.stream().mapToDouble(p -> weight(p, verdicts)).toArray();
        int[] weights = whole(wanted);
        return IntStream.range(0, weights.length)
                .mapToObj(i -> new NextHop(paths.get(i), weights[i]))
                .toList();
    }

    private static int[] whole(double[] wanted) {
        double least = Arrays.stream(wanted).min().orElse(1);
        double most = Arrays.stream(wanted).max().orElse(1);
        boolean fine = Arrays.stream(wanted).allMatch(w -> w == Math.rint(w));
        double scale = fine ? 1 : Math.min(STEPS / least, MOST_WEIGHT / most);
        int[] weights = Arrays.stream(wanted)
                .mapToInt(w -> (int) Math.max(1, Math.round(w * scale)))
                .toArray();
        int common = fine ? 1 : Arrays.stream(weights).reduce(0, Degraded::commonDivisor);
        return Arrays.stream(weights).map(w -> w / common).toArray();
    }

    private static int commonDivisor(int a, int b) {
        return b == 0 ? a : commonDivisor(b, a % b);
    }

    private double weight(Path path, Verdicts verdicts) {
        PathId id = PathId.of(path);
        double factor = isUnder(WhenDegraded.LOWER, id, verdicts) ? quality(id).lowerTo() : 1;
        return path.uplink().weight() * factor;
    }
}
