// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Family;
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
        Optional<NetworkLink> found = link(uplink.device());
        if (found.isEmpty()) {
            return PathFacts.NONE;
        }
        NetworkLink link = found.get();
        return new PathFacts(
                true,
                link.up(),
                link.carrier(),
                source(link, uplink, family),
                uplink.gateway(family).or(() -> learntGateway(link, family)),
                !link.pointToPoint(),
                link.rxPackets(),
                link.txPackets());
    }

    /** A configured address that is not on the interface is no source: what it sends would not come back. */
    private Optional<InetAddress> source(NetworkLink link, Uplink uplink, Family family) {
        Optional<InetAddress> configured = uplink.address(family);
        return addresses.stream()
                .filter(a -> a.link() == link.index() && a.family() == family)
                .filter(a -> configured.map(a.local()::equals).orElse(a.usable()) && !a.tentative())
                .min(Comparator.comparing(NetworkState::isUniqueLocal).thenComparing(NetworkAddress::temporary))
                .map(NetworkAddress::local);
    }

    /** The internet is not reached from a unique local address if there is a better one. */
    private static boolean isUniqueLocal(NetworkAddress address) {
        return address.local() instanceof Inet6Address && (address.local().getAddress()[0] & 0xfe) == 0xfc;
    }

    private Optional<InetAddress> learntGateway(NetworkLink link, Family family) {
        return defaults.stream()
                .filter(r -> r.family() == family)
                .sorted(Comparator.comparingLong(NetworkRoute::metric))
                .flatMap(r -> r.hops().stream())
                .filter(h -> h.link() == link.index())
                .flatMap(h -> h.gateway().stream())
                .findFirst();
    }
}
