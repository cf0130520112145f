// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A long-lived connection (or series of datagrams) that asks a line every so often. Knows when answers came and as whom
 * the server saw the asker. Safe for use by several threads.
 */
public final class Flow implements AutoCloseable {
    static final Flow NONE = new Flow("", () -> {});

    private final String destination;
    private final Release release;
    private final List<Stamp> answers = new ArrayList<>();
    private String source = "";
    private @Nullable String end;

    /** How the agent is told that a flow is wanted no more. */
    interface Release {
        void run() throws LabException;
    }

    Flow(String destination, Release release) {
        this.destination = destination;
        this.release = release;
    }

    /** The address it goes to. */
    public String destination() {
        return destination;
    }

    /** The asker's address in the newest answer, which tells the uplink; empty before the first answer. */
    public synchronized String source() {
        return source;
    }

    /** When answers arrived, in order. */
    public synchronized List<Stamp> answers() {
        return List.copyOf(answers);
    }

    /** Why the flow is over; nothing while it lives. UDP never ends by itself. */
    public synchronized Optional<String> end() {
        return Optional.ofNullable(end);
    }

    /** Waits for an answer that comes after a moment. Returns false if none came within the limit or the flow ended. */
    public synchronized boolean awaitAnswer(Stamp after, Duration limit) throws InterruptedException {
        Stamp last = Stamp.now().plus(limit);
        while (answers.isEmpty() || !after.isBefore(answers.get(answers.size() - 1))) {
            long rest = Stamp.now().until(last).toMillis();
            if (end != null || rest <= 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.timedWait(this, rest);
        }
        return true;
    }

    /** Waits until the flow is over. Returns false if it still lives at the limit. */
    public synchronized boolean awaitEnd(Duration limit) throws InterruptedException {
        Stamp last = Stamp.now().plus(limit);
        while (end == null) {
            long rest = Stamp.now().until(last).toMillis();
            if (rest <= 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.timedWait(this, rest);
        }
        return true;
    }

    /** The longest time without an answer between two moments. */
    public synchronized Duration longestSilence(Stamp from, Stamp to) {
        Duration longest = Duration.ZERO;
        Stamp previous = from;
        for (Stamp answer : answers) {
            if (from.isBefore(answer) && answer.isBefore(to)) {
                longest = longer(longest, previous.until(answer));
                previous = answer;
            }
        }
        return longer(longest, previous.until(to));
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** Ends the flow from our side. */
    @Override
    public void close() throws LabException {
        release.run();
    }

    synchronized void answered(String asker, Stamp when) {
        source = asker;
        answers.add(when);
        notifyAll();
    }

    synchronized void broke(String why) {
        end = end == null ? why : end;
        notifyAll();
    }
}
