// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.notify;

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
     * @throws NotifyException if it was not taken; the engine tries again later
     */
    void send(Notice notice) throws NotifyException, InterruptedException;

    /** Frees what it holds. Called once. */
    @Override
    default void close() {}
}
