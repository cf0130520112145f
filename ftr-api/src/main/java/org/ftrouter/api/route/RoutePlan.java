// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;

/**
 * The complete routing that ought to be in the kernel now.
 *
 * @param layout numbers: tables, rule priorities, mark mask, route protocol
 * @param downlinks interfaces towards our own networks
 * @param uplinks every configured uplink, also those without an interface or address, in the order of the file
 * @param paths every path that has an address now, whatever its health: probes and established connections need it
 * @param hops members of the balanced default route, both families; none of a family: no default route of ours in it
 * @param pins every configured pin with where its connections go now, in the order of the file: the first match counts
 */
public record RoutePlan(
        Layout layout,
        Downlinks downlinks,
        List<Uplink> uplinks,
        List<Path> paths,
        List<NextHop> hops,
        List<PinRoute> pins) {

    /** Copies, and checks that every hop is one of the paths. */
    public RoutePlan {
        uplinks = List.copyOf(uplinks);
        paths = List.copyOf(paths);
        hops = List.copyOf(hops);
        pins = List.copyOf(pins);
        check(hops, paths);
        for (PinRoute pin : pins) {
            check(pin.hops(), paths);
        }
    }

    /** A plan without pins. */
    public RoutePlan(Layout layout, Downlinks downlinks, List<Uplink> uplinks, List<Path> paths, List<NextHop> hops) {
        this(layout, downlinks, uplinks, paths, hops, List.of());
    }

    private static void check(List<NextHop> hops, List<Path> paths) {
        for (NextHop hop : hops) {
            if (!paths.contains(hop.path())) {
                throw new IllegalArgumentException("hop " + hop.path() + " is not among the plan's paths");
            }
        }
    }

    /** The same plan with other pins. */
    public RoutePlan with(List<PinRoute> others) {
        return new RoutePlan(layout, downlinks, uplinks, paths, hops, others);
    }

    /** The paths of a family. */
    public List<Path> paths(Family family) {
        return paths.stream().filter(p -> p.family() == family).toList();
    }

    /** The members of a family's default route. */
    public List<NextHop> hops(Family family) {
        return hops.stream().filter(h -> h.path().family() == family).toList();
    }

    /**
     * The other uplinks whose interface is this one's, too, in a family: told apart by realm and address. One of the same
     * address is the same line under another name, as while a configuration changes.
     */
    public List<Uplink> sharing(Uplink uplink, Family family) {
        Optional<InetAddress> own = uplink.address(family);
        return uplinks.stream()
                .filter(u -> u.device().equals(uplink.device()) && !u.name().equals(uplink.name()))
                .filter(u -> own.isPresent()
                        && u.address(family).filter(a -> !a.equals(own.get())).isPresent())
                .toList();
    }

    /** The path of an uplink in a family, if it has an address there now. */
    public Optional<Path> path(Uplink uplink, Family family) {
        return paths.stream()
                .filter(p -> p.family() == family && p.uplink().name().equals(uplink.name()))
                .findFirst();
    }
}
