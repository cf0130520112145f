// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.notify;

import java.time.Duration;

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
     * @throws NotifyException if it was not taken; the engine tries again with growing pauses, unless it {@link
     *     NotifyException#isPermanent()}
     * @throws InterruptedException when interrupted
     */
    void send(Notice notice) throws NotifyException, InterruptedException;

    /**
     * Delivers a test notice as {@link #send} does, and says what it does step by step. Called on a thread of its own, for
     * {@code ftr test-notification}; never by the daemon. Interrupted after 60 seconds, which
     * counts as failed; so does any exception. Unless it is overridden this is one step, shown with {@code toString}, which should say where notices go.
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
     * once, when it has been made, on the thread and within the time of {@link NotifierFactory#create}, and failing as
     * that does.
     */
    default boolean forPeople() {
        return true;
    }

    /**
     * The least urgent severity that this channel is told of; what is less urgent never gets into its outbox. As it is,
     * people are spared what is for the record (a configuration in force, a route that changed), programs get all. Called
     * as {@link #forPeople} is.
     */
    default Severity minSeverity() {
        return forPeople() ? Severity.NOTICE : Severity.INFO;
    }

    /**
     * How often the first notice of an incident is to be sent again while the incident lasts, for receivers that forget;
     * zero, as usual: never. Such a repeated {@link #send} that fails is not retried before the next one is due. Called
     * as {@link #forPeople} is.
     */
    default Duration repeatEvery() {
        return Duration.ZERO;
    }

    /**
     * How long a notice that is no error waits for others, which are then told in one; zero, as usual: not at all. An error
     * never waits, and carries what does. What waits survives a restart. Called as {@link #forPeople} is.
     */
    default Duration gatherFor() {
        return Duration.ZERO;
    }

    /**
     * Frees what it holds. Called once, perhaps while {@link #send} is still being interrupted, on a thread that others
     * wait for; for a plugin in a jar on one of its own, with five seconds of time. An exception is logged.
     */
    @Override
    default void close() {}
}
