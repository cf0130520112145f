// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.Inconclusive;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.jspecify.annotations.Nullable;

/**
 * A plugin's probe, whose mistakes count as inconclusive. What it says of itself is asked once, when it is made. A foreign
 * one is asked on its own threads, never on the caller's.
 */
final class GuardedProbe implements Probe {
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final Duration LIE = Duration.ofSeconds(1);

    private final Probe probe;
    private final Plugin plugin;
    private final Boundary boundary;
    private final Ticker ticker;
    private final Map<Family, Boolean> asks = new EnumMap<>(Family.class);
    private final Map<Family, ProbeBytes> bytes = new EnumMap<>(Family.class);
    private final boolean local;

    /** Asks the probe what it is; called where a plugin's code may run. */
    GuardedProbe(Probe probe, Plugin plugin) {
        this.probe = probe;
        this.plugin = plugin;
        this.boundary = plugin.boundary();
        this.ticker = plugin.context().ticker();
        for (Family family : Family.values()) {
            asks.put(family, probe.asks(family));
            bytes.put(family, Objects.requireNonNull(probe.bytes(family), "no number of bytes was given"));
        }
        this.local = probe.local();
        plugin.lifetime().use();
    }

    @Override
    public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
        Optional<String> quarantine = boundary.quarantine();
        if (quarantine.isPresent()) {
            return CompletableFuture.completedFuture(ProbeResult.inconclusive("left alone: " + quarantine.get()));
        }
        long start = ticker.nanos();
        if (probe instanceof WrappedProbe wrapped) {
            return wrapped.ask(path, timeout).thenApply(o -> outcome(o.value(), o.error(), start));
        }
        return plugin.foreign()
                ? apart(path, timeout).thenApply(o -> outcome(o.value(), o.error(), start))
                : here(path, timeout, start);
    }

    private CompletionStage<ProbeResult> here(Path path, Duration timeout, long start) {
        ClassLoader before = boundary.enter();
        try {
            return probe.probe(path, timeout).handle((result, error) -> outcome(result, error, start));
        } catch (Throwable e) {
            return CompletableFuture.completedFuture(mistake(e));
        } finally {
            Boundary.leave(before);
        }
    }

    /** Also the stage it returns is of its own making: whatever is called on that is called over there. */
    private CompletableFuture<Outcome<ProbeResult>> apart(Path path, Duration timeout) {
        var settled = new CompletableFuture<Outcome<ProbeResult>>();
        Duration limit = timeout.plus(WrappedProbe.GRACE);
        var unused = plugin.context()
                .threads()
                .call(
                        () -> probe.probe(path, timeout)
                                .whenComplete((result, error) -> settled.complete(new Outcome<>(result, error))),
                        limit)
                .thenAccept(asked -> {
                    if (asked.error() != null) {
                        settled.complete(Outcome.failed(asked.error()));
                    }
                });
        plugin.context().threads().expire(settled, limit);
        return settled;
    }

    private ProbeResult outcome(@Nullable ProbeResult result, @Nullable Throwable error, long start) {
        if (result instanceof Reply reply) {
            Duration most = ticker.since(start).plus(LIE);
            return reply.roundTrip().compareTo(most) <= 0
                    ? reply
                    : mistake(new IllegalStateException("a round trip of " + reply.roundTrip() + " after " + most));
        }
        if (result instanceof NoReply none) {
            return ProbeResult.noReply(Boundary.cut(none.reason()));
        }
        if (result instanceof Inconclusive none) {
            return ProbeResult.inconclusive(Boundary.cut(none.reason()));
        }
        return mistake(error != null ? error : new NullPointerException("no result was given"));
    }

    private ProbeResult mistake(Throwable error) {
        if (error instanceof RejectedExecutionException) {
            return ProbeResult.inconclusive(
                    PluginThreads.MOST + " questions of this kind are under way or hang; this one was not begun");
        }
        String text = boundary.bug(error);
        return ProbeResult.inconclusive(
                error instanceof TimeoutException ? "the probe did not return within its timeout" : text);
    }

    @Override
    public boolean asks(Family family) {
        return Boolean.TRUE.equals(asks.get(family));
    }

    @Override
    public ProbeBytes bytes(Family family) {
        return Objects.requireNonNull(bytes.get(family));
    }

    @Override
    public boolean local() {
        return local;
    }

    @Override
    public void close() {
        if (plugin.foreign()) {
            var unused =
                    plugin.context().threads().call(this::closeNow, CLOSING).thenAccept(boundary::closed);
        } else {
            closeHere();
        }
    }

    private void closeHere() {
        ClassLoader before = boundary.enter();
        try {
            probe.close();
        } catch (Throwable e) {
            boundary.bug(e);
        } finally {
            Boundary.leave(before);
            plugin.lifetime().release();
        }
    }

    private boolean closeNow() {
        probe.close();
        return true;
    }
}
