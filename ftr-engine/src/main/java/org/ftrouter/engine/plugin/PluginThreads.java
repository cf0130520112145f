// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.linux.LinuxException;
import org.ftrouter.linux.LinuxThread;
import org.jspecify.annotations.Nullable;

/**
 * Threads for calls into one plugin, so many at most. A call that outlives its limit is interrupted and given up; if it
 * does not heed that, its thread goes on at a lower priority for as long as it likes, and is never used again. Safe for all
 * threads.
 */
final class PluginThreads implements AutoCloseable {
    /** All targets of thirty uplinks at once, in both families: what is not asked cannot count against an uplink. */
    static final int MOST = 256;

    /** Of calls that go on after they were given up: a plugin with so many is best not called again. */
    static final int MOST_STUCK = 3;

    private static final Logger LOG = LogManager.getLogger("plugin");
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final ScheduledThreadPoolExecutor DEADLINES = deadlines();
    private static final Executor TRUSTED_STARTER = starter();
    private static final Executor FOREIGN_STARTER = starter();

    private final SynchronousQueue<Runnable> idle = new SynchronousQueue<>();
    private final ThreadPoolExecutor threads;
    private final AtomicInteger stuck = new AtomicInteger();
    private final Runnable onStuck;
    private final ClassLoader loader;
    private final boolean trusted;

    /**
     * Threads that begin as they are needed.
     *
     * @param loader the context class loader of every call
     * @param trusted whether they keep their priority whatever they do
     * @param onStuck called when too many calls go on after they were given up, on any thread
     */
    PluginThreads(String name, ClassLoader loader, boolean trusted, Runnable onStuck) {
        this.loader = loader;
        this.trusted = trusted;
        this.onStuck = onStuck;
        threads = new ThreadPoolExecutor(0, MOST, 10, TimeUnit.SECONDS, idle, task -> {
            var thread = new Worker(task, name);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((which, end) -> LOG.debug("{} ends: {}", which.getName(), end));
            return thread;
        });
    }

    /**
     * One thread for all, begun before any plugin's code could be on the stack: it would keep that plugin for ever. So would
     * the JDK's own one of this kind, which whoever first gives a future a deadline begins.
     */
    private static ScheduledThreadPoolExecutor deadlines() {
        var deadlines = new ScheduledThreadPoolExecutor(1, task -> engineThread(task, "plugin-deadlines"));
        deadlines.setRemoveOnCancelPolicy(true);
        deadlines.prestartCoreThread();
        CompletableFuture.delayedExecutor(0, TimeUnit.SECONDS, deadlines).execute(() -> {});
        return deadlines;
    }

    /** A thread that begins others: whoever does waits until they run, which takes long when something spins. */
    private static Executor starter() {
        var starter = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> engineThread(task, "plugin-starter"));
        starter.prestartCoreThread();
        return starter;
    }

    private static Thread engineThread(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(PluginThreads.class.getClassLoader());
        return thread;
    }

    /** A thread of ours, for calls into a plugin. */
    static final class Worker extends Thread {
        private Worker(Runnable task, String name) {
            super(task, name);
        }
    }

    /** Has something short done later. */
    static void later(Runnable task, Duration time) {
        Future<?> unused = DEADLINES.schedule(task, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A call has not ended within its limit. */
    static final class Late extends TimeoutException {
        private static final long serialVersionUID = 1L;
        private final transient Duration limit;

        Late(Duration limit) {
            super("not within " + limit);
            this.limit = limit;
        }

        /** What it may take. */
        Duration limit() {
            return limit;
        }
    }

    /** Ends a worker whose priority cannot be raised again. */
    private static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Spent() {
            super("it outlived its deadline", null, false, false);
        }
    }

    private final class Call<T> implements Runnable {
        private final Callable<T> body;
        private final CompletableFuture<Outcome<T>> result = new CompletableFuture<>();
        private @Nullable Thread thread;
        private int number;
        private boolean lowered;

        Call(Callable<T> body) {
            this.body = body;
        }

        @Override
        public void run() {
            if (result.isDone()) { // given up before it began
                return;
            }
            begin();
            try {
                result.complete(Outcome.of(body.call()));
            } catch (Throwable e) { // the code is a plugin's; its caller reports it
                result.complete(Outcome.failed(e));
            }
            if (end()) {
                throw new Spent();
            }
        }

        private synchronized void begin() {
            thread = Thread.currentThread();
            thread.setContextClassLoader(loader);
            number = trusted ? 0 : LinuxThread.current();
        }

        private synchronized boolean end() {
            thread = null;
            Thread.interrupted(); // one that came too late is not for the next call
            if (lowered) {
                stuck.decrementAndGet();
            }
            return lowered;
        }

        synchronized void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }

        void lower() {
            if (lowered() == MOST_STUCK) {
                onStuck.run();
            }
        }

        /** How many calls are stuck, if this is one more; otherwise 0. */
        private synchronized int lowered() {
            if (thread == null || number == 0) {
                return 0;
            }
            lowered = true;
            try {
                LinuxThread.lower(number);
            } catch (LinuxException e) {
                LOG.debug("thread {} keeps its priority", number, e);
            }
            return stuck.incrementAndGet();
        }

        void outlived(Duration limit) {
            if (result.complete(Outcome.failed(new Late(limit)))) {
                giveUp();
            }
        }

        void giveUp() {
            interrupt();
            Future<?> unused = DEADLINES.schedule(this::lower, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Begins a call. The future completes with what it returned or threw, never exceptionally: with {@link
     * Late} if that takes longer than the limit, with a {@link RejectedExecutionException} if too many are
     * under way.
     */
    <T> CompletableFuture<Outcome<T>> call(Callable<T> body, Duration limit) {
        var call = new Call<>(body);
        begin(call, limit);
        return call.result;
    }

    private <T> void begin(Call<T> call, Duration limit) {
        Future<?> deadline = DEADLINES.schedule(() -> call.outlived(limit), limit.toMillis(), TimeUnit.MILLISECONDS);
        var unused = call.result.whenComplete((done, error) -> deadline.cancel(false));
        if (!idle.offer(call)) {
            (trusted ? TRUSTED_STARTER : FOREIGN_STARTER).execute(() -> start(call));
        }
    }

    private <T> void start(Call<T> call) {
        try {
            threads.execute(call);
        } catch (RejectedExecutionException e) {
            call.result.complete(Outcome.failed(e));
        }
    }

    /** Whether too many calls go on after they were given up. */
    boolean stuck() {
        return stuck.get() >= MOST_STUCK;
    }

    /** Makes a call and waits for it; what it throws comes out as it is. An interrupt of the caller is handed on to it. */
    <T> T await(Callable<T> body, Duration limit) throws Throwable {
        if (Thread.interrupted()) { // a future that is done already would not look
            throw new InterruptedException();
        }
        var call = new Call<>(body);
        begin(call, limit);
        try {
            Outcome<T> outcome = call.result.get();
            if (outcome.error() != null) {
                throw outcome.error();
            }
            return Objects.requireNonNull(outcome.value(), "nothing was returned");
        } catch (InterruptedException e) {
            call.giveUp();
            throw e;
        }
    }

    /** Completes the future with {@link Late} if it has not been completed by then. */
    <T> void expire(CompletableFuture<Outcome<T>> future, Duration limit) {
        Future<?> deadline = DEADLINES.schedule(
                () -> future.complete(Outcome.failed(new Late(limit))), limit.toMillis(), TimeUnit.MILLISECONDS);
        var unused = future.whenComplete((done, error) -> deadline.cancel(false));
    }

    /** Interrupts what is under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
