// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.jspecify.annotations.Nullable;

/**
 * What an answer took beyond its round-trip time: the threads that send questions and read answers did not run in between.
 * If that is much, and much more than this probe needs at other times, they stood still, and silence of that time proves
 * nothing. A probe that is always slow loosens its own measure, and one that is so by turns (or says so) is believed once a
 * second at most, in which time a dead line is found all the same. Belongs to the engine thread.
 */
final class OwnDelay {
    private static final long ALLOWED = Duration.ofMillis(120).toNanos();
    private static final Duration BELIEVED_EVERY = Duration.ofSeconds(1);

    private final Map<PathId, long[]> usual = new HashMap<>();
    private @Nullable Moment believed;

    /** Takes in one answer's delay; true if it tells of a stall. */
    boolean isStall(PathId path, int target, int targets, Duration delay, Moment now) {
        long[] ofTargets = usual.computeIfAbsent(path, p -> new long[targets]);
        long nanos = Math.max(0, delay.toNanos());
        long least = ofTargets[target];
        ofTargets[target] = nanos < least ? nanos : least + (nanos - least) / 64;
        boolean stall = nanos > ALLOWED + 2 * least
                && (believed == null || now.since(believed).compareTo(BELIEVED_EVERY) >= 0);
        believed = stall ? now : believed;
        return stall;
    }
}
