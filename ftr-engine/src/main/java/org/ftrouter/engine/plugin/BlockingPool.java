// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.probe.BlockingProbe;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.api.probe.ProbeResult;

/**
 * Threads for one plugin's blocking probes. A probe that outlives its timeout is abandoned; one that does not even heed
 * the interrupt keeps its thread, and when all threads are gone that way the plugin's probes, and nobody else's, are
 * inconclusive. Safe for all threads.
 */
final class BlockingPool implements AutoCloseable {
    private static final Duration GRACE = Duration.ofMillis(500);

    private final ThreadPoolExecutor threads;

    BlockingPool(String name, int most) {
        threads = new ThreadPoolExecutor(0, most, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The blocking probe as one that returns at once. */
    Probe wrap(BlockingProbe probe, Boundary boundary) {
        return new Probe() {
            @Override
            public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
                return start(probe, path, timeout, boundary);
            }

            @Override
            public boolean asks(Family family) {
                return probe.asks(family);
            }

            @Override
            public ProbeBytes bytes(Family family) {
                return probe.bytes(family);
            }
        };
    }

    private CompletionStage<ProbeResult> start(BlockingProbe probe, Path path, Duration timeout, Boundary boundary) {
        var result = new CompletableFuture<ProbeResult>();
        try {
            Future<?> running = threads.submit(() -> {
                ClassLoader before = boundary.enter();
                try {
                    result.complete(probe.probe(path, timeout));
                } catch (Throwable e) { // the probe is a plugin's; its caller reports it
                    result.completeExceptionally(e);
                } finally {
                    Boundary.leave(before);
                }
            });
            result.completeOnTimeout(
                    ProbeResult.inconclusive("the probe did not return within " + timeout.toMillis() + " ms"),
                    timeout.plus(GRACE).toMillis(),
                    TimeUnit.MILLISECONDS);
            var unused = result.whenComplete((done, error) -> running.cancel(true));
        } catch (RejectedExecutionException e) {
            result.complete(ProbeResult.inconclusive(threads.getMaximumPoolSize()
                    + " blocking probes of this kind are under way; this one was not begun"));
        }
        return result;
    }

    /** Interrupts what is under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
