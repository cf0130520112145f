// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.UplinkConfig;

/** The plan of a configuration as it would be if every uplink worked; it asks no kernel, so it is for printing. */
final class PaperPlan {
    private PaperPlan() {}

    /** Paths whose address is learnt are missing. */
    static RoutePlan of(Configuration configuration) {
        List<Uplink> uplinks =
                configuration.uplinks().stream().map(UplinkConfig::uplink).toList();
        var paths = new ArrayList<Path>();
        for (Uplink uplink : uplinks) {
            for (Family family : Family.values()) {
                Optional<InetAddress> address =
                        uplink.families().contains(family) ? uplink.address(family) : Optional.empty();
                address.ifPresent(source -> paths.add(new Path(uplink, family, source, uplink.gateway(family))));
            }
        }
        List<PinRoute> pins =
                configuration.pins().stream().map(pin -> route(pin, paths)).toList();
        return new RoutePlan(configuration.layout(), configuration.downlinks(), uplinks, paths, hops(paths), pins);
    }

    private static PinRoute route(Pin pin, List<Path> paths) {
        var hops = new ArrayList<NextHop>();
        for (Pin.Via via : pin.via()) {
            paths.stream()
                    .filter(path -> path.uplink().name().equals(via.uplink()))
                    .filter(path -> pin.match().families().contains(path.family()))
                    .forEach(path -> hops.add(new NextHop(path, via.weight())));
        }
        return new PinRoute(pin, hops);
    }

    /** In each family the paths of the lowest priority group. */
    private static List<NextHop> hops(List<Path> paths) {
        var hops = new ArrayList<NextHop>();
        for (Family family : Family.values()) {
            OptionalInt best = paths.stream()
                    .filter(path -> path.family() == family)
                    .flatMapToInt(path -> path.uplink().priority().stream())
                    .min();
            paths.stream()
                    .filter(path -> path.family() == family && best.isPresent())
                    .filter(path -> path.uplink().priority().equals(best))
                    .forEach(path -> hops.add(new NextHop(path, path.uplink().weight())));
        }
        return hops;
    }
}
