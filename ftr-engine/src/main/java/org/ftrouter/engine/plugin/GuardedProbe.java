// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.api.probe.ProbeResult;

/** A plugin's probe, whose mistakes count as inconclusive. */
final class GuardedProbe implements Probe {
    private final Probe probe;
    private final Boundary boundary;

    GuardedProbe(Probe probe, Boundary boundary) {
        this.probe = probe;
        this.boundary = boundary;
    }

    @Override
    public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
        ClassLoader before = boundary.enter();
        try {
            return probe.probe(path, timeout).handle((result, error) -> result != null ? result : mistake(error));
        } catch (Throwable e) {
            return CompletableFuture.completedFuture(mistake(e));
        } finally {
            Boundary.leave(before);
        }
    }

    @SuppressWarnings("NullAway") // a plugin may break any promise, also that of not giving null
    private ProbeResult mistake(Throwable error) {
        Throwable thrown = error != null ? error : new NullPointerException("no result was given");
        return ProbeResult.inconclusive(boundary.bug(thrown));
    }

    @Override
    public boolean asks(Family family) {
        ClassLoader before = boundary.enter();
        try {
            return probe.asks(family);
        } catch (Throwable e) {
            boundary.bug(e);
            return false;
        } finally {
            Boundary.leave(before);
        }
    }

    @Override
    public ProbeBytes bytes(Family family) {
        ClassLoader before = boundary.enter();
        try {
            return java.util.Objects.requireNonNull(probe.bytes(family), "no number of bytes was given");
        } catch (Throwable e) {
            boundary.bug(e);
            return ProbeBytes.PING;
        } finally {
            Boundary.leave(before);
        }
    }

    @Override
    public void close() {
        ClassLoader before = boundary.enter();
        try {
            probe.close();
        } catch (Throwable e) {
            boundary.bug(e);
        } finally {
            Boundary.leave(before);
        }
    }
}
