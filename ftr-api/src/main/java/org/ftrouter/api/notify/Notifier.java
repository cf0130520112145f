// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.notify;

import java.time.Duration;

/** A channel to people. Queueing, order, deadlines and retries are the engine's. */
public interface Notifier extends AutoCloseable {

    /**
     * From now on this notifier is in use: the moment to begin what it does without a notice. Called once, before the
     * first {@link #send}, by the thread that sends; never for one that is made only to check a configuration or to send a
     * test. Must return soon.
     */
    default void start() {}

    /**
     * Delivers the notice, once, and returns when the other side has taken it. Called on a thread of this channel alone,
     * one notice at a time; interrupted at the deadline.
     *
     * @throws NotifyException if it was not taken; the engine tries again later, unless it {@link
     *     NotifyException#isPermanent()}
     */
    void send(Notice notice) throws NotifyException, InterruptedException;

    /**
     * Delivers a test notice as {@link #send} does, and says what it does step by step. Called on a thread of its own, for
     * {@code ftr test-notification}; never by the daemon.
     *
     * @throws NotifyException at the step that failed
     */
    default void test(Notice notice, Steps steps) throws NotifyException, InterruptedException {
        steps.begin("send", toString());
        send(notice);
        steps.passed("");
    }

    /**
     * Whether people read it notice by notice. If so, the engine spares them what a summary says: the comings and goings
     * of a flapping uplink, and what had to wait for the end of a total outage. If not, every event is delivered. Called
     * by any thread.
     */
    default boolean forPeople() {
        return true;
    }

    /**
     * How often the first notice of an incident is to be sent again while the incident lasts, for receivers that forget;
     * zero, as usual: never. Such a repeated {@link #send} that fails is not retried before the next one is due. Called by
     * any thread.
     */
    default Duration repeatEvery() {
        return Duration.ZERO;
    }

    /** Frees what it holds. Called once. */
    @Override
    default void close() {}
}
