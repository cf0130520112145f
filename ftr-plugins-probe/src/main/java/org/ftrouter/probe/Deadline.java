// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

import java.time.Duration;
import org.ftrouter.api.Ticker;

/** The moment at which a question is given up. Everything done for it shares the time that is left. */
public final class Deadline {
    private final Ticker ticker;
    private final long start;
    private final Duration time;

    private Deadline(Ticker ticker, long start, Duration time) {
        this.ticker = ticker;
        this.start = start;
        this.time = time;
    }

    /** So much time from now on. */
    public static Deadline in(Duration time, Ticker ticker) {
        return new Deadline(ticker, ticker.nanos(), time);
    }

    /** The time since it was set. */
    public Duration elapsed() {
        return ticker.since(start);
    }

    /** The time until then, never negative. */
    public Duration left() {
        Duration left = time.minus(elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Whether no time is left. */
    public boolean over() {
        return left().isZero();
    }

    /** An earlier one: the end of the first of so many equal parts of what is left. */
    public Deadline part(int of) {
        return in(left().dividedBy(of), ticker);
    }
}
