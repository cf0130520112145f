// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;

/**
 * What the kernel knew of the network at one moment.
 *
 * @param links every interface
 * @param addresses every address
 * @param defaults the default routes of all tables but those we made ourselves, both families
 */
public record NetworkState(List<NetworkLink> links, List<NetworkAddress> addresses, List<NetworkRoute> defaults) {

    /** Copies. */
    public NetworkState {
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
        defaults = List.copyOf(defaults);
    }

    /**
     * Reads it afresh.
     *
     * @param ownProtocol our route protocol number: default routes that bear it are left out
     */
    public static NetworkState read(NetlinkSocket socket, int ownProtocol) throws IOException {
        var defaults = new ArrayList<NetworkRoute>();
        for (Family family : Family.values()) {
            for (NetworkRoute route : socket.routes(family)) {
                if (route.isDefault() && route.protocol() != ownProtocol) {
                    defaults.add(route);
                }
            }
        }
        return new NetworkState(socket.links(), socket.addresses(), defaults);
    }

    /** The interface of this name, if there is one. */
    public Optional<NetworkLink> link(String name) {
        for (NetworkLink link : links) {
            if (link.name().equals(name)) {
                return Optional.of(link);
            }
        }
        return Optional.empty();
    }

    /** What all this means for an uplink in one family. Pure. */
    public PathFacts path(Uplink uplink, Family family) {
        return path(uplink, family, Optional.empty());
    }

    /** The same: of several addresses and gateways that are equally good, those of the present path are kept. */
    public PathFacts path(Uplink uplink, Family family, Optional<Path> present) {
        Optional<NetworkLink> found = link(uplink.device());
        if (found.isEmpty()) {
            return PathFacts.NONE;
        }
        NetworkLink link = found.get();
        return new PathFacts(
                true,
                link.up(),
                link.carrier(),
                source(link, uplink, family, present),
                uplink.gateway(family).or(() -> learntGateway(link, family, present)),
                !link.pointToPoint(),
                link.rxPackets(),
                link.txPackets());
    }

    /**
     * A configured address that is not on the interface is no source: what it sends would not come back. Of several learnt
     * ones, RFC 6724 (section 5) is followed, but for its rule 7: a router's address had better not change every day.
     */
    private Optional<InetAddress> source(NetworkLink link, Uplink uplink, Family family, Optional<Path> present) {
        Optional<InetAddress> configured = uplink.address(family);
        return addresses.stream()
                .filter(a -> a.link() == link.index() && a.family() == family)
                .filter(a -> configured.map(a.local()::equals).orElse(a.usable()) && !a.tentative())
                .min(Comparator.comparing(NetworkAddress::deprecated)
                        .thenComparing(a -> !hasLabelOfInternet(a.local()))
                        .thenComparing(NetworkAddress::temporary)
                        .thenComparing(a -> present.filter(p -> p.source().equals(a.local()))
                                .isEmpty()))
                .map(NetworkAddress::local);
    }

    /** The internet is not reached from a unique local, Teredo or 6to4 address if there is a better one. */
    private static boolean hasLabelOfInternet(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return true;
        }
        int first = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
        boolean teredo = first == 0x2001 && bytes[2] == 0 && bytes[3] == 0;
        return (first & 0xfe00) != 0xfc00 && first != 0x2002 && !teredo;
    }

    private Optional<InetAddress> learntGateway(NetworkLink link, Family family, Optional<Path> present) {
        Comparator<Learnt> best = Comparator.comparingLong(Learnt::metric)
                .thenComparing(l -> present.flatMap(Path::gateway)
                        .filter(l.gateway()::equals)
                        .isEmpty());
        return defaults.stream()
                .filter(r -> r.family() == family)
                .flatMap(r -> r.hops().stream()
                        .filter(h -> h.link() == link.index())
                        .flatMap(h -> h.gateway().stream())
                        .map(g -> new Learnt(r.metric(), g)))
                .min(best)
                .map(Learnt::gateway);
    }

    /** A gateway, and the metric of the route that names it. */
    private record Learnt(long metric, InetAddress gateway) {}
}
