// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;

/**
 * Stands for a plugin that could not be made, so that reading a configuration goes on to its further problems. A
 * configuration with such a problem is never used; if one is used all the same, nothing comes of it.
 */
final class Unusable implements Probe, RouteBackend, Notifier {
    private final String why;

    Unusable(String why) {
        this.why = why;
    }

    @Override
    public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
        return CompletableFuture.completedFuture(ProbeResult.inconclusive(why));
    }

    @Override
    public boolean asks(Family family) {
        return true;
    }

    @Override
    public void apply(RoutePlan plan) throws RouteException {
        throw new RouteException(RouteException.Reason.UNSUPPORTED, why);
    }

    @Override
    public String render(RoutePlan plan) {
        return "# " + why + "\n";
    }

    @Override
    public void remove() throws RouteException {
        throw new RouteException(RouteException.Reason.UNSUPPORTED, why);
    }

    @Override
    public void send(Notice notice) throws NotifyException {
        throw new NotifyException(why);
    }

    @Override
    public void close() {}
}
