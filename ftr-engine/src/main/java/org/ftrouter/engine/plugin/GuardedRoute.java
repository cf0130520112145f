// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.ftrouter.api.route.Repair;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Shortcoming;

/**
 * A plugin's route backend, whose mistakes count as refusals; only {@link #render} throws {@link PluginException}. A
 * foreign one runs on its own threads, one call at a time also if an earlier one hangs. It is never left alone, whatever
 * it does (though people are told): nobody else could do its work, and the engine calls it with growing pauses anyway.
 */
final class GuardedRoute implements RouteBackend {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final RouteBackend backend;
    private final Plugin plugin;
    private final Boundary boundary;
    private final Semaphore free = new Semaphore(1);

    GuardedRoute(RouteBackend backend, Plugin plugin) {
        this.backend = backend;
        this.plugin = plugin;
        this.boundary = plugin.boundary();
        plugin.lifetime().use();
    }

    private interface Call {
        void run() throws Exception;
    }

    private void guarded(Call call) throws RouteException, InterruptedException {
        try {
            inside(() -> {
                call.run();
                return true;
            });
        } catch (RouteException e) {
            throw plugin.foreign() ? new RouteException(e.reason(), Boundary.cut(String.valueOf(e.getMessage()))) : e;
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            throw new RouteException(Reason.FAILED, boundary.bug(e), plugin.foreign() ? Fault.of(e) : e);
        }
    }

    private <T> T inside(Callable<T> call) throws Throwable {
        if (plugin.foreign()) {
            return plugin.context().threads().await(() -> alone(call), LIMIT);
        }
        ClassLoader before = boundary.enter();
        try {
            return call.call();
        } finally {
            Boundary.leave(before);
        }
    }

    private <T> T alone(Callable<T> call) throws Exception {
        if (!free.tryAcquire()) {
            throw new RouteException(Reason.FAILED, boundary.busy());
        }
        try {
            return call.call();
        } finally {
            free.release();
        }
    }

    @Override
    public void apply(RoutePlan plan) throws RouteException, InterruptedException {
        guarded(() -> backend.apply(plan));
    }

    @Override
    public Optional<Repair> repaired() {
        try {
            return inside(() -> Objects.requireNonNull(backend.repaired(), "nothing was given for what was repaired"))
                    .map(repair ->
                            new Repair(Boundary.cut(repair.what()), repair.by().map(Boundary::cut)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            boundary.bug(e);
        }
        return Optional.empty();
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
    public Optional<String> leftover() throws RouteException, InterruptedException {
        var found = new ArrayList<String>();
        guarded(() -> backend.leftover().map(Boundary::cut).ifPresent(found::add));
        return found.stream().findFirst();
    }

    @Override
    public String render(RoutePlan plan) {
        try {
            return inside(() -> Objects.requireNonNull(backend.render(plan), "no text was given"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginException("interrupted", e);
        } catch (Throwable e) {
            throw new PluginException(boundary.bug(e), plugin.foreign() ? Fault.of(e) : e);
        }
    }

    @Override
    public void close() {
        if (plugin.foreign()) {
            var unused = plugin.context().threads().call(this::closeNow, LIMIT).thenAccept(boundary::closed);
            return;
        }
        try {
            inside(this::closeNow);
        } catch (Throwable e) {
            boundary.bug(e);
        } finally {
            plugin.lifetime().release();
        }
    }

    private boolean closeNow() {
        backend.close();
        return true;
    }
}
