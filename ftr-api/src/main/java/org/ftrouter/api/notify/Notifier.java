// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.notify;

/** A channel to people. Queueing, order, deadlines and retries are the engine's. */
public interface Notifier extends AutoCloseable {

    /**
     * From now on this notifier is in use: the moment to begin what it does without a notice. Called once, before the
     * first {@link #send}, by the thread that sends; never for one that is made only to check a configuration or to send a
     * test. Must return soon: a plugin in a jar, which runs on a thread of its own, has ten seconds. An exception is logged
     * and counts against the plugin; sending goes on.
     */
    default void start() {}

    /**
     * Delivers the notice, once, and returns when the other side has taken it. Called on a thread of this channel alone,
     * one notice at a time; interrupted after 85 seconds, or when the channel is closed. The notice is tried again later
     * if it fails, however it fails; any exception but the two below counts against the plugin, which is left alone for a
     * while after three within a minute.
     *
     * @throws NotifyException if it was not taken; the engine tries again with growing pauses
     * @throws InterruptedException when interrupted
     */
    void send(Notice notice) throws NotifyException, InterruptedException;

    /**
     * Frees what it holds. Called once, perhaps while {@link #send} is still being interrupted, on a thread that others
     * wait for; for a plugin in a jar on one of its own, with five seconds of time. An exception is logged.
     */
    @Override
    default void close() {}
}
