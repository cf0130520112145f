// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ftrouter.api.notify.NotifyException;

/**
 * Ends a delivery in time, whatever the other side does. Name look-ups and socket reads ignore interrupts, and a server
 * that sends a byte now and then never runs into a read timeout; so the work is done by a thread of its own, and at the
 * deadline, or when the caller is interrupted, its sockets are closed under it.
 */
public final class Attempt {
    private Attempt() {}

    /** One delivery. */
    public interface Work {

        /** Delivers; may block. Runs on a thread of its own. */
        void deliver() throws NotifyException;

        /**
         * Gives up: ends every blocking call of {@link #deliver()}, now and later. Called by another thread, at most once,
         * and only if the delivery has not ended.
         */
        void abandon();

        /** Who did not finish and with what, for the error: {@code smtp.example.org:587 did not finish the login}. */
        String unfinished();
    }

    /**
     * Delivers within the limit.
     *
     * @throws NotifyException if the work failed or did not end in time
     * @throws InterruptedException if this thread was interrupted; the work has been abandoned
     */
    public static void run(Work work, Duration limit) throws NotifyException, InterruptedException {
        var task = new FutureTask<Boolean>(() -> {
            work.deliver();
            return true;
        });
        var thread = new Thread(task, "delivery");
        thread.setDaemon(true);
        thread.setContextClassLoader(work.getClass().getClassLoader()); // where mail looks for its parts
        thread.start();
        try {
            task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            work.abandon();
            throw new NotifyException(work.unfinished() + " within " + seconds(limit));
        } catch (InterruptedException e) {
            work.abandon();
            throw e;
        } catch (ExecutionException e) {
            throw rethrown(e);
        }
    }

    private static NotifyException rethrown(ExecutionException failure) {
        if (failure.getCause() instanceof NotifyException refused) {
            return refused;
        }
        if (failure.getCause() instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException(failure.getCause()); // a bug: deliver() declares nothing else
    }

    private static String seconds(Duration limit) {
        return limit.toMillisPart() == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }
}
