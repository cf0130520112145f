// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.route.Repair;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Shortcoming;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of the last backend, which writes before the routes change: once it has, it takes away what backends
 * wrote that the configuration names no more, such as the rules of the other firewall. Until then both stand; they give a
 * connection the same mark, and whoever translates it first has done so for good. By the thread of that backend, so that
 * those of the next configuration wait for its end.
 */
public final class SuccessorBackend implements RouteBackend {
    private static final Logger LOG = LogManager.getLogger(SuccessorBackend.class);

    private final RouteBackend backend;
    private final Map<String, RouteBackend> former;
    private @Nullable String complaint;

    private SuccessorBackend(RouteBackend backend, Map<String, RouteBackend> former) {
        this.backend = backend;
        this.former = new LinkedHashMap<>(former);
    }

    /** The same backends by type, the last of which takes the place of former ones. Without any, those are closed. */
    public static Map<String, RouteBackend> last(Map<String, RouteBackend> backends, Map<String, RouteBackend> former) {
        String last = backends.keySet().stream().reduce((a, b) -> b).orElse("");
        if (last.isEmpty() || former.isEmpty()) {
            former.values().forEach(RouteBackend::close);
            return backends;
        }
        var result = new LinkedHashMap<>(backends);
        result.computeIfPresent(last, (x, backend) -> new SuccessorBackend(backend, former));
        return result;
    }

    @Override
    public void apply(RoutePlan plan) throws RouteException, InterruptedException {
        try {
            backend.apply(plan);
        } catch (RouteException e) {
            if (e.reason() == RouteException.Reason.PARTIAL) { // what could be installed, is
                succeed();
            }
            throw e;
        }
        succeed();
    }

    /** Tries again at the next look at the kernel what could not be done. */
    private void succeed() throws InterruptedException {
        for (var entry : List.copyOf(former.entrySet())) {
            try {
                Optional<String> left = entry.getValue().leftover();
                if (left.isPresent()) {
                    entry.getValue().remove();
                    LOG.info(
                            "{}: the configuration does not name it any more; removed its {}",
                            entry.getKey(),
                            left.get());
                }
                former.remove(entry.getKey());
                entry.getValue().close();
            } catch (RouteException e) {
                complain(entry.getKey(), String.valueOf(e.getMessage()));
            }
        }
    }

    private void complain(String name, String why) {
        if (!why.equals(complaint)) {
            complaint = why;
            LOG.warn("{}: the configuration does not name it any more, but its rules cannot be removed: {}", name, why);
        }
    }

    @Override
    public Optional<Repair> repaired() {
        return backend.repaired();
    }

    @Override
    public String render(RoutePlan plan) {
        return backend.render(plan);
    }

    @Override
    public List<Shortcoming> check(RoutePlan plan, Path file) throws RouteException, InterruptedException {
        return backend.check(plan, file);
    }

    @Override
    public Optional<String> leftover() throws RouteException, InterruptedException {
        return backend.leftover();
    }

    @Override
    public void remove() throws RouteException, InterruptedException {
        backend.remove();
    }

    @Override
    public void watch(Runnable onChange) throws RouteException {
        backend.watch(onChange);
    }

    @Override
    public void close() {
        backend.close();
        former.values().forEach(RouteBackend::close);
        former.clear();
    }
}
