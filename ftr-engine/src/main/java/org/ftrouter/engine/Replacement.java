// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.ftrouter.engine.cycle.Cycle;
import org.ftrouter.engine.cycle.Engine;

/** The step from one cycle to the next. If it is refused, or comes too late, the plugins made for it are closed. */
final class Replacement {
    /** Twice this is less than whoever asked at the control socket has patience for. */
    static final Duration LIMIT = Duration.ofSeconds(8);

    private final Parts parts;
    private final Function<Cycle, Cycle> next;
    /** Set by who is first: the engine that begins it, or the caller who gives it up. */
    private final AtomicBoolean decided = new AtomicBoolean();

    /** To a cycle that these parts were made for. */
    Replacement(Parts parts, Function<Cycle, Cycle> next) {
        this.parts = parts;
        this.next = next;
    }

    /**
     * Waits until the engine has done it.
     *
     * @param limit how long it may be until the engine begins; what it has begun may take as long again, for it will be done
     * @throws ExecutionException if there is no next cycle; the old one goes on
     * @throws TimeoutException if the engine has not done it by then; what it has not even begun it will not do any more
     */
    void in(Engine engine, Duration limit) throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Void> done = engine.replace(this::begin);
        try {
            done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            giveUp(e);
            done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            giveUp(e);
            throw e;
        }
    }

    /** Unless the engine has begun, it is not done any more. */
    private <E extends Exception> void giveUp(E why) throws E {
        if (decided.compareAndSet(false, true)) {
            aside(parts::discard);
            throw why;
        }
    }

    private Cycle begin(Cycle old) {
        if (!decided.compareAndSet(false, true)) {
            throw new CancellationException("too late");
        }
        boolean made = false;
        try {
            Cycle cycle = next.apply(old);
            made = true;
            return cycle;
        } finally {
            if (!made) {
                aside(parts::discard);
            }
        }
    }

    /** Has plugins closed on a thread of its own: they may hang. */
    static void aside(Runnable close) {
        var closing = new Thread(close, "close-plugins");
        closing.setDaemon(true);
        closing.start();
    }
}
