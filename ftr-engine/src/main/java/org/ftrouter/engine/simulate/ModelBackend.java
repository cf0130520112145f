// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.linux.NetworkHop;
import org.ftrouter.linux.NetworkRoute;

/**
 * Puts plans into the model kernel as the multipath backend puts them into the real one: new before old, a hop that is
 * refused left out, behind the balanced route one of each member alone.
 */
final class ModelBackend implements RouteBackend {
    private static final long BALANCED = 1000;
    private static final long BACKSTOP = 4_000_000_000L;

    private final ModelKernel kernel;

    ModelBackend(ModelKernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public void apply(RoutePlan plan) throws RouteException {
        var wanted = new ArrayList<NetworkRoute>();
        var refused = new ArrayList<Path>();
        for (Path path : plan.paths()) {
            int table = path.uplink().table();
            wanted.add(NetworkRoute.unreachableDefault(
                    path.family(), table, BACKSTOP, plan.layout().protocol()));
            install(wanted.get(wanted.size() - 1));
            add(plan, path, table, 1, wanted, refused);
        }
        for (Family family : Family.values()) {
            balanced(plan, family, wanted, refused);
        }
        for (NetworkRoute present : kernel.fib().routes()) {
            if (present.protocol() == plan.layout().protocol()
                    && wanted.stream().noneMatch(present::samePlace)) {
                kernel.fib().delete(present);
            }
        }
        if (!refused.isEmpty()) {
            throw new RouteException(RouteException.Reason.PARTIAL, "refused: " + refused);
        }
    }

    private void balanced(RoutePlan plan, Family family, List<NetworkRoute> wanted, List<Path> refused) {
        List<NextHop> hops = plan.hops(family);
        for (int i = 0; i < hops.size() && hops.size() > 1; i++) {
            add(plan, hops.get(i).path(), plan.layout().balancedTable(), BALANCED + 1 + i, wanted, refused);
        }
        var accepted = new ArrayList<NextHop>();
        for (NextHop hop : hops) { // the real one tries all at once first, to the same end
            Optional<NetworkHop> made = hop(hop.path(), hop.weight());
            if (made.isPresent() && kernel.installable(family, made.get())) {
                accepted.add(hop);
            } else {
                refused.add(hop.path());
            }
        }
        if (!hops.isEmpty()) {
            NetworkRoute route = route(plan, family, plan.layout().balancedTable(), BALANCED, accepted);
            wanted.add(route); // what stands in its place stays if every hop is refused
            if (!accepted.isEmpty()) {
                install(route);
            }
        }
    }

    private void add(RoutePlan plan, Path path, int table, long metric, List<NetworkRoute> wanted, List<Path> refused) {
        NetworkRoute route = route(plan, path.family(), table, metric, List.of(new NextHop(path, 1)));
        wanted.add(route);
        if (route.hops().isEmpty() || !install(route)) {
            refused.add(path);
        }
    }

    private NetworkRoute route(RoutePlan plan, Family family, int table, long metric, List<NextHop> hops) {
        return NetworkRoute.defaultThrough(
                family,
                table,
                metric,
                plan.layout().protocol(),
                Optional.empty(),
                hops.stream().flatMap(h -> hop(h.path(), h.weight()).stream()).toList());
    }

    private Optional<NetworkHop> hop(Path path, int weight) {
        return kernel.index(path.device()).map(index -> new NetworkHop(index, path.gateway(), weight));
    }

    private boolean install(NetworkRoute route) {
        return kernel.fib().routes().contains(route)
                || kernel.fib().replace(route, hop -> kernel.installable(route.family(), hop));
    }

    @Override
    public void watch(Runnable onChange) {
        kernel.watchRoutes(onChange);
    }

    @Override
    public String render(RoutePlan plan) {
        return plan.hops().toString();
    }

    @Override
    public void remove() {
        kernel.fib().routes().forEach(kernel.fib()::delete);
    }
}
