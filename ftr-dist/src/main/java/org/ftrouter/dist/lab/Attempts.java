// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Deque;

/** Opens a new connection at a steady pace, each to another destination, the families in turn; reports how each went. */
final class Attempts {
    private static final long MILLION = 1_000_000;

    private final Selector selector;
    private final PrintStream out;
    private final Deque<Attempt> open = new ArrayDeque<>(); // oldest first, so the next to expire is the first
    private long every;
    private long limit;
    private long next;
    private String families = "";
    private int counter;

    Attempts(Selector selector, PrintStream out) {
        this.selector = selector;
        this.out = out;
    }

    /**
     * Sets the time between connections and the limit of each, in milliseconds; zero opens no more.
     *
     * @param turns {@code 4}, {@code 6} or {@code 46}
     */
    void pace(long everyMillis, long limitMillis, String turns) {
        families = turns;
        every = everyMillis * MILLION;
        limit = limitMillis * MILLION;
        next = System.nanoTime();
    }

    /** Nanoseconds until something is due. */
    long nextTurn(long now) {
        long wait = 1000 * MILLION;
        if (every > 0) {
            wait = Math.min(wait, next - now);
        }
        Attempt oldest = open.peekFirst();
        if (oldest != null) {
            wait = Math.min(wait, oldest.deadline() - now);
        }
        return Math.max(0, wait);
    }

    /** Gives the open connections more time, as much as this program lost. */
    void forgive(long nanos) {
        open.forEach(attempt -> attempt.extend(nanos));
    }

    void turn(long now) throws IOException {
        for (Attempt oldest = open.peekFirst(); oldest != null; oldest = open.peekFirst()) {
            if (!oldest.finished() && oldest.deadline() - now > 0) {
                break;
            }
            oldest.expire();
            open.removeFirst();
        }
        if (every > 0 && next - now <= 0) {
            next = Math.max(next + every, now); // a late connection is opened now, missed ones never
            open.addLast(Attempt.start(selector, out, nextDestination(), limit));
        }
    }

    private String nextDestination() {
        boolean six = families.charAt(counter % families.length()) == '6';
        int number = counter++ / families.length();
        return six ? Addresses.destination6(number) : Addresses.destination(number);
    }
}
