// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.time.Duration;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;
import org.ftrouter.engine.history.History;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded of one path, to be asked again: the outcome nearest in time, of the same target if it was asked, else of
 * another one. A single lost packet is lost once only, though several questions may fall near it.
 */
final class Past {
    private static final long NEAR = Duration.ofMinutes(1).toMillis();
    private static final long WELL = Duration.ofMillis(20).toNanos();

    private final Map<String, History.Series> byTarget;
    private final History.Series whole;
    private final IdentityHashMap<History.Series, BitSet> used = new IdentityHashMap<>();

    Past(Map<String, History.Series> byTarget) {
        this.byTarget = byTarget;
        this.whole = History.Series.merged(byTarget.values());
    }

    /** The round-trip time of a question asked at a moment of wall time, in nanoseconds, or {@link Line#LOST}. */
    long outcome(String target, long at) {
        History.Series same = byTarget.get(target);
        History.Series best = distance(same, at) <= NEAR ? same : nearest(at);
        if (best == null) {
            return WELL;
        }
        int index = best.nearest(at);
        if (best.micros(index) != History.LOST) {
            return best.micros(index) * 1000L;
        }
        BitSet before = used.computeIfAbsent(best, s -> new BitSet());
        boolean again = before.get(index);
        before.set(index);
        return again && isSingle(best.at(index)) ? WELL : Line.LOST;
    }

    /** Whether what was asked next to it, of whatever target, was answered. */
    private boolean isSingle(long at) {
        int index = whole.nearest(at);
        boolean before = index == 0 || whole.micros(index - 1) != History.LOST;
        boolean after = index + 1 >= whole.size() || whole.micros(index + 1) != History.LOST;
        return before && after;
    }

    private History.@Nullable Series nearest(long at) {
        History.Series best = null;
        long least = NEAR;
        for (History.Series series : byTarget.values()) {
            if (distance(series, at) <= least) {
                best = series;
                least = distance(series, at);
            }
        }
        return best;
    }

    private static long distance(History.@Nullable Series series, long at) {
        int index = series == null ? -1 : series.nearest(at);
        return series == null || index < 0 ? Long.MAX_VALUE : Math.abs(series.at(index) - at);
    }
}
