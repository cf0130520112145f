// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.ftrouter.api.Family;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.BlockingProbe;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.api.probe.ProbeContext;
import org.ftrouter.api.probe.ProbeResult;

/** A context without an engine, which keeps what is logged; blocking probes run on a thread of their own each time. */
public final class TestContext implements ProbeContext {
    private final Path stateFolder;
    private final Ticker ticker;
    private final RecordingLogger logger = new RecordingLogger();
    private volatile Duration sinceTurn = Duration.ZERO;

    /** One with the system's clock. */
    public TestContext(Path stateFolder) {
        this(stateFolder, Ticker.SYSTEM);
    }

    /** One with a clock of the test's, such as a {@link ManualTicker}. */
    public TestContext(Path stateFolder, Ticker ticker) {
        this.stateFolder = stateFolder;
        this.ticker = ticker;
    }

    /** What was logged so far, each {@code LEVEL text}. */
    public List<String> logged() {
        return List.copyOf(logger.lines);
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public System.Logger logger() {
        return logger;
    }

    @Override
    public Path stateFolder() {
        return stateFolder;
    }

    @Override
    public String hostName() {
        return "gw1";
    }

    @Override
    public Duration sinceTurn() {
        return sinceTurn;
    }

    /** As if the engine had done nothing for so long. Any thread. */
    public void sinceTurn(Duration time) {
        sinceTurn = time;
    }

    @Override
    public Probe blocking(BlockingProbe probe) {
        return new OnThreads(probe);
    }

    private record OnThreads(BlockingProbe probe, Map<Thread, CompletableFuture<ProbeResult>> underWay)
            implements Probe {
        OnThreads(BlockingProbe probe) {
            this(probe, new ConcurrentHashMap<>());
        }

        @Override
        public CompletionStage<ProbeResult> probe(org.ftrouter.api.Path path, Duration timeout) {
            var result = new CompletableFuture<ProbeResult>();
            var thread = new Thread(() -> {
                try {
                    result.complete(probe.probe(path, timeout));
                } catch (InterruptedException | RuntimeException e) {
                    result.completeExceptionally(e);
                } finally {
                    underWay.remove(Thread.currentThread());
                }
            });
            underWay.put(thread, result);
            thread.setDaemon(true);
            thread.start();
            return result;
        }

        @Override
        public boolean asks(Family family) {
            return probe.asks(family);
        }

        @Override
        public ProbeBytes bytes(Family family) {
            return probe.bytes(family);
        }

        @Override
        public boolean local() {
            return probe.local();
        }

        @Override
        public void close() {
            underWay.forEach((thread, result) -> {
                result.complete(ProbeResult.inconclusive("the probe was closed"));
                thread.interrupt();
            });
        }
    }
}
