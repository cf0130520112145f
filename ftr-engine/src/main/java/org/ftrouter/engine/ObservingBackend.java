// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ftrouter.api.Path;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.linux.NetlinkSocket;
import org.ftrouter.linux.NetworkLink;
import org.ftrouter.linux.NetworkRoute;

/**
 * The backend of {@code mode = observe}: says what would be done, and reports uplinks that cannot be tested this way,
 * since no default route leads out through their interface and none is made.
 */
final class ObservingBackend implements RouteBackend {
    private final RouteBackend would;

    ObservingBackend(RouteBackend would) {
        this.would = would;
    }

    @Override
    public void apply(RoutePlan plan) throws RouteException, InterruptedException {
        would.apply(plan);
        List<Path> untestable;
        try {
            untestable = untestable(plan);
        } catch (IOException e) {
            throw new RouteException(RouteException.Reason.FAILED, String.valueOf(e.getMessage()), e);
        }
        if (!untestable.isEmpty()) {
            throw new RouteException(
                    RouteException.Reason.PARTIAL,
                    untestable.stream().map(ObservingBackend::remedy).collect(Collectors.joining("; ")));
        }
    }

    private static String remedy(Path path) {
        String gateway = path.gateway().map(g -> " via " + g.getHostAddress()).orElse("");
        String ip = path.family() == org.ftrouter.api.Family.IPV6 ? "ip -6" : "ip";
        return "mode = observe makes no routes, and there is no default route through " + path.device()
                + ", so the probes of " + path + " cannot leave: " + ip + " route add default" + gateway + " dev "
                + path.device() + " metric 3" + path.uplink().table();
    }

    private static List<Path> untestable(RoutePlan plan) throws IOException {
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            Map<String, Integer> links = new HashMap<>();
            for (NetworkLink link : socket.links()) {
                links.put(link.name(), link.index());
            }
            var untestable = new java.util.ArrayList<Path>();
            for (Path path : plan.paths()) {
                List<NetworkRoute> routes = socket.routes(path.family());
                int link = links.getOrDefault(path.device(), 0);
                if (routes.stream().noneMatch(r -> leadsOut(r, link))) {
                    untestable.add(path);
                }
            }
            return untestable;
        }
    }

    private static boolean leadsOut(NetworkRoute route, int link) {
        return route.isDefault() && route.hops().stream().anyMatch(h -> h.link() == link);
    }

    @Override
    public String render(RoutePlan plan) {
        return would.render(plan);
    }

    @Override
    public void remove() throws RouteException, InterruptedException {
        would.remove();
    }

    @Override
    public void close() {
        would.close();
    }
}
