// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Repair;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Shortcoming;

/**
 * Stands in front of the backend that makes the routes, when uplinks are taken out of the configuration. Without its rule
 * and table, a connection of such an uplink would go out through another one, under an address that is not its own. So
 * both stay, while new connections already go elsewhere, until the connections of before are freed; and a little longer,
 * since what is still under way to them is answered with a reset, which is to leave where they were. The next look at the
 * kernel after that takes them away.
 */
public final class DepartureBackend implements RouteBackend {
    private static final long GRACE = TimeUnit.SECONDS.toNanos(2);

    private final RouteBackend routes;
    private final Connections connections;
    private final Ticker ticker;
    private List<Uplink> departing = List.of();
    private List<org.ftrouter.api.Path> paths = List.of();
    private List<Uplink> staying = List.of();
    private long until;

    private DepartureBackend(RouteBackend routes, Connections connections, Ticker ticker) {
        this.routes = routes;
        this.connections = connections;
        this.ticker = ticker;
    }

    /** The same backends by type, the first of which parts from uplinks like this. */
    public static Map<String, RouteBackend> first(
            Map<String, RouteBackend> backends, Connections connections, Ticker ticker) {
        var result = new LinkedHashMap<>(backends);
        backends.keySet().stream()
                .findFirst()
                .ifPresent(first ->
                        result.computeIfPresent(first, (x, b) -> new DepartureBackend(b, connections, ticker)));
        return result;
    }

    @Override
    public void apply(RoutePlan plan) throws RouteException, InterruptedException {
        List<Uplink> leaving = connections.departing(plan);
        if (!leaving.isEmpty()) {
            departing = leaving;
            paths = connections.paths(leaving, plan);
            staying = plan.uplinks();
            until = ticker.nanos() + GRACE;
            routes.apply(standing(plan));
            connections.part(leaving, plan);
        } else if (plan.uplinks().equals(staying) && until - ticker.nanos() > 0) {
            routes.apply(standing(plan));
        } else {
            routes.apply(plan);
        }
    }

    /** The plan with the rules and tables, not the hops, of those who depart. */
    private RoutePlan standing(RoutePlan plan) {
        return new RoutePlan(
                plan.layout(),
                plan.downlinks(),
                Stream.concat(plan.uplinks().stream(), departing.stream()).toList(),
                Stream.concat(plan.paths().stream(), paths.stream()).toList(),
                plan.hops(),
                plan.pins());
    }

    @Override
    public Optional<Repair> repaired() {
        return routes.repaired();
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
    public Optional<String> leftover() throws RouteException, InterruptedException {
        return routes.leftover();
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
