// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.ftrouter.engine.config.NoticesConfig;
import org.ftrouter.engine.cycle.Moment;

/** Whether a path comes and goes so often that people are told in summaries. Pure but for what it remembers. */
final class Flapping {
    private final NoticesConfig.Flapping limits;
    private final Deque<Moment> changes = new ArrayDeque<>();
    private boolean flapping;
    private Moment since;
    private Moment told;
    private int failures;

    /** What people are told. */
    enum Word {
        /** This change, like any. */
        CHANGE,
        /** That it flaps, from now on in summaries. */
        BEGINS,
        /** A summary is due. */
        SUMMARY,
        /** That it has been quiet for long enough. */
        ENDS,
        /** Nothing. */
        NOTHING
    }

    /** A path that is calm, or one that flapped before a restart. */
    Flapping(NoticesConfig.Flapping limits, boolean flapping, Moment now) {
        this.limits = limits;
        this.flapping = flapping;
        this.since = now;
        this.told = now;
        if (flapping) {
            changes.add(now);
        }
    }

    /** It went down or came up. */
    Word changed(boolean down, Moment now) {
        changes.addLast(now);
        while (!flapping && now.since(changes.getFirst()).compareTo(limits.within()) > 0) {
            changes.removeFirst();
        }
        if (flapping) {
            failures += down ? 1 : 0;
            while (changes.size() > 1) {
                changes.removeFirst();
            }
            return Word.NOTHING;
        }
        if (changes.size() < limits.transitions()) {
            return Word.CHANGE;
        }
        flapping = true;
        since = changes.getFirst();
        told = now;
        failures = (changes.size() + (down ? 1 : 0)) / 2;
        return Word.BEGINS;
    }

    /** Time has passed. */
    Word tick(Moment now) {
        if (!flapping) {
            return Word.NOTHING;
        }
        if (now.since(changes.getLast()).compareTo(limits.within()) >= 0) {
            flapping = false;
            changes.clear();
            return Word.ENDS;
        }
        if (now.since(told).compareTo(limits.summaryEvery()) >= 0) {
            told = now;
            return Word.SUMMARY;
        }
        return Word.NOTHING;
    }

    boolean isFlapping() {
        return flapping;
    }

    /** How often it has failed since it began to flap. */
    int failures() {
        return failures;
    }

    /** For a summary. */
    Map<String, Object> figures(Moment now) {
        return Map.of(
                "lasted", lasted(now), "failures", failures, "every", limits.summaryEvery(), "quiet", limits.within());
    }

    /** For how long it has flapped. */
    Duration lasted(Moment now) {
        return now.since(since);
    }
}
