// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Shortcoming;

/**
 * Stands in front of the backend that makes the routes, when uplinks are taken out of the configuration. Without its rule
 * and table, a connection of such an uplink would go out through another one, under an address that is not its own. So
 * both stay, while new connections already go elsewhere, until the connections of before are freed.
 */
public final class DepartureBackend implements RouteBackend {
    private final RouteBackend routes;
    private final Connections connections;

    private DepartureBackend(RouteBackend routes, Connections connections) {
        this.routes = routes;
        this.connections = connections;
    }

    /** The same backends by type, the first of which parts from uplinks like this. */
    public static Map<String, RouteBackend> first(Map<String, RouteBackend> backends, Connections connections) {
        var result = new LinkedHashMap<>(backends);
        backends.keySet().stream()
                .findFirst()
                .ifPresent(first -> result.computeIfPresent(first, (x, b) -> new DepartureBackend(b, connections)));
        return result;
    }

    @Override
    public void apply(RoutePlan plan) throws RouteException, InterruptedException {
        RoutePlan standing = connections.standing(plan);
        if (!standing.equals(plan)) {
            routes.apply(standing);
            connections.part(standing, plan);
        }
        routes.apply(plan);
    }

    @Override
    public String render(RoutePlan plan) {
        return routes.render(plan);
    }

    @Override
    public List<Shortcoming> check(RoutePlan plan, Path file) throws RouteException, InterruptedException {
        return routes.check(plan, file);
    }

    @Override
    public void remove() throws RouteException, InterruptedException {
        routes.remove();
    }

    @Override
    public void watch(Runnable onChange) throws RouteException {
        routes.watch(onChange);
    }

    @Override
    public void close() {
        routes.close();
    }
}
