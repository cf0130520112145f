// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Ticker;
import org.ftrouter.engine.cycle.verdict.Observation;

/**
 * The engine thread: one turn whenever something happened or is due. It notices when it did not run although it should
 * have (garbage collection, starvation, SIGSTOP, suspend), and says so to the judge.
 */
public final class Engine {
    /** Being late by more than this makes what was under way void. */
    private static final Duration STALL = Duration.ofMillis(120);

    private static final long ANSWER_SECONDS = 10;

    private static final Logger LOG = LogManager.getLogger(Engine.class);

    private final Ticker ticker;
    private final Consumer<Cycle> turned;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile Thread thread = Thread.currentThread();
    private final Starvation starvation = new Starvation();
    private volatile boolean woken;
    private volatile boolean stopping;
    private Cycle cycle;

    /**
     * An engine that has not started.
     *
     * @param turned called after every turn: the watchdog is fed by progress alone
     */
    public Engine(Ticker ticker, Consumer<Cycle> turned, Function<Engine, Cycle> first) {
        this.ticker = ticker;
        this.turned = turned;
        this.cycle = first.apply(this);
    }

    /** Turns until {@link #stop}. The calling thread becomes the engine thread. */
    public void run() {
        thread = Thread.currentThread();
        Moment due = now();
        while (!stopping) {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            Moment now = now();
            List<Observation> stall = stall(due, now);
            starvation.turned(!stall.isEmpty(), now);
            due = cycle.turn(stall, now);
            turned.accept(cycle);
            due = sleepUntil(due);
        }
        cycle.close();
    }

    /** What to tell the judge of a turn that was due earlier: that the engine stood still, if it is much too late. */
    public static List<Observation> stall(Moment due, Moment now) {
        if (now.since(due).compareTo(STALL) <= 0) {
            return List.of();
        }
        LOG.debug(
                "The engine did not run for {} ms; what was under way is void",
                now.since(due).toMillis());
        return List.of(new Observation.Stalled(due, now));
    }

    /** Sleeps until the next turn is due, or something happened; returns when it was due. */
    private Moment sleepUntil(Moment first) {
        Moment due = first;
        while (!woken && !stopping && now().isBefore(due)) {
            LockSupport.parkNanos(this, due.since(now()).toNanos());
            due = cycle.due();
        }
        woken = false;
        return due;
    }

    /** Something happened. Any thread. */
    public void wake() {
        woken = true;
        LockSupport.unpark(thread);
    }

    /** Runs something on the engine thread before its next turn, with the cycle as it then is. Any thread. */
    public <T> CompletableFuture<T> call(Function<Cycle, T> question) {
        var answer = new CompletableFuture<T>();
        tasks.add(() -> {
            try {
                answer.complete(question.apply(cycle));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        wake();
        return answer;
    }

    /**
     * Waits for the answer of {@link #call}. Any thread but the engine's.
     *
     * @throws IllegalStateException if there is none in time
     */
    public <T> T ask(Function<Cycle, T> question) {
        try {
            return call(question).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the engine does not answer", e);
        }
    }

    /** Puts a new cycle in the place of the old one. If it cannot be made, the old one goes on. Any thread. */
    public CompletableFuture<Void> replace(Function<Cycle, Cycle> next) {
        return call(old -> {
            cycle = next.apply(old);
            old.retire();
            return null;
        });
    }

    /** Ends {@link #run} after the turn under way. Any thread. */
    public void stop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    private Moment now() {
        return new Moment(ticker.nanos());
    }
}
