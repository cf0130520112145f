// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.probe.BlockingProbe;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.api.probe.ProbeResult;

/** A plugin's blocking probe as one that returns at once. */
final class WrappedProbe implements Probe {
    /** So much longer than its timeout may a question take. */
    static final Duration GRACE = Duration.ofMillis(500);

    private final BlockingProbe probe;
    private final PluginThreads threads;

    WrappedProbe(BlockingProbe probe, PluginThreads threads) {
        this.probe = probe;
        this.threads = threads;
    }

    CompletableFuture<Outcome<ProbeResult>> ask(Path path, Duration timeout) {
        return threads.call(() -> probe.probe(path, timeout), timeout.plus(GRACE));
    }

    /** For the plugin, if it makes a probe of its own around this one. */
    @Override
    public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
        return ask(path, timeout).thenApply(outcome -> {
            ProbeResult result = outcome.value();
            Throwable error = outcome.error();
            return result != null
                    ? result
                    : ProbeResult.inconclusive(error == null ? "no result was given" : Boundary.describe(error));
        });
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
}
