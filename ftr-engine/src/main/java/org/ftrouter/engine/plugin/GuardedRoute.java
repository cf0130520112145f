// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Shortcoming;

/** A plugin's route backend, whose mistakes count as refusals; only {@link #render} throws {@link PluginException}. */
final class GuardedRoute implements RouteBackend {
    private final RouteBackend backend;
    private final Boundary boundary;

    GuardedRoute(RouteBackend backend, Boundary boundary) {
        this.backend = backend;
        this.boundary = boundary;
    }

    private interface Call {
        void run() throws RouteException, InterruptedException;
    }

    private void guarded(Call call) throws RouteException, InterruptedException {
        ClassLoader before = boundary.enter();
        try {
            call.run();
        } catch (RouteException | InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            throw new RouteException(Reason.FAILED, boundary.bug(e), e);
        } finally {
            Boundary.leave(before);
        }
    }

    @Override
    public void apply(RoutePlan plan) throws RouteException, InterruptedException {
        guarded(() -> backend.apply(plan));
    }

    @Override
    public void remove() throws RouteException, InterruptedException {
        guarded(backend::remove);
    }

    @Override
    public void watch(Runnable onChange) throws RouteException {
        try {
            guarded(() -> backend.watch(onChange));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<Shortcoming> check(RoutePlan plan, Path file) throws RouteException, InterruptedException {
        var found = new ArrayList<Shortcoming>();
        guarded(() -> found.addAll(backend.check(plan, file)));
        return found;
    }

    @Override
    public String render(RoutePlan plan) {
        ClassLoader before = boundary.enter();
        try {
            return Objects.requireNonNull(backend.render(plan), "no text was given");
        } catch (Throwable e) {
            throw new PluginException(boundary.bug(e), e);
        } finally {
            Boundary.leave(before);
        }
    }

    @Override
    public void close() {
        ClassLoader before = boundary.enter();
        try {
            backend.close();
        } catch (Throwable e) {
            boundary.bug(e);
        } finally {
            Boundary.leave(before);
        }
    }
}
