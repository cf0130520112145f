// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.ftrouter.api.Ticker;

/**
 * Counts the faults of one plugin. With the third within a minute it is left alone for a minute; if it goes on like that,
 * for two, four and so on up to an hour. An hour without quarantine and all is forgotten. What takes long can fail but
 * seldom: of calls that do not end in time, it is the third within a minute and ten times what they may take. Safe for all
 * threads.
 */
final class Quarantine {
    static final int FAULTS = 3;
    static final Duration WINDOW = Duration.ofMinutes(1);
    static final Duration FIRST = Duration.ofMinutes(1);
    static final Duration LONGEST = Duration.ofHours(1);
    private static final int CALLS = 10;

    private final Ticker ticker;
    private final Deque<Long> faults = new ArrayDeque<>();
    private Duration time = Duration.ZERO;
    private long since;
    private String why = "";

    Quarantine(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Notes a fault.
     *
     * @param limit how long a call may take that did not end in time; zero if it was no such fault
     * @return whether a quarantine begins with it
     */
    synchronized boolean fault(String text, Duration limit) {
        if (held()) {
            return false; // of a call that was under way
        }
        long now = ticker.nanos();
        faults.add(now);
        long window = WINDOW.plus(limit.multipliedBy(CALLS)).toNanos();
        faults.removeIf(at -> now - at > window);
        if (faults.size() < FAULTS) {
            return false;
        }
        boolean forgotten = time.isZero() || ticker.since(since).compareTo(time.plus(LONGEST)) > 0;
        time = forgotten ? FIRST : time.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : time.multipliedBy(2);
        since = now;
        why = text;
        faults.clear();
        return true;
    }

    private boolean held() {
        return !time.isZero() && ticker.since(since).compareTo(time) < 0;
    }

    /** Why it is left alone now; empty if it is not. */
    synchronized Optional<String> reason() {
        return held() ? Optional.of(why) : Optional.empty();
    }

    /** How long it is still left alone. */
    synchronized Duration rest() {
        return held() ? time.minus(ticker.since(since)) : Duration.ZERO;
    }
}
