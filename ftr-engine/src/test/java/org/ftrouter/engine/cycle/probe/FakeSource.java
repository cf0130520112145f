// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.linux.NetworkAddress;
import org.ftrouter.linux.NetworkHop;
import org.ftrouter.linux.NetworkLink;
import org.ftrouter.linux.NetworkRoute;
import org.ftrouter.linux.NetworkState;

/** A kernel whose facts a test sets, at first those of one uplink that works, and which remembers how it was read. */
final class FakeSource implements NetworkSource {
    static final InetAddress SOURCE = TestUplinks.ip("198.51.100.7");
    static final InetAddress GATEWAY = TestUplinks.ip("198.51.100.1");
    static final Uplink CABLE = learning("cable", "wan1");

    List<NetworkLink> links = List.of(link("wan1", 1, true, true, false));
    List<NetworkAddress> addresses = List.of(address(1, SOURCE));
    List<NetworkRoute> defaults = List.of(route(1, GATEWAY));
    final List<String> calls = new ArrayList<>();
    Optional<InetAddress> ownGateway = Optional.empty();
    boolean broken;

    @Override
    public NetworkState read() throws IOException {
        calls.add("all");
        if (broken) {
            throw new IOException("netlink: No buffer space available");
        }
        return new NetworkState(links, addresses, defaults);
    }

    @Override
    public NetworkState refreshLinks(NetworkState last, Set<String> devices) {
        calls.add("links");
        return new NetworkState(links, last.addresses(), last.defaults());
    }

    @Override
    public Optional<InetAddress> ownGateway(Uplink uplink, NetworkLink link, InetAddress address) {
        return ownGateway.filter(g -> uplink.equals(CABLE) && link.index() == 1 && address.equals(SOURCE));
    }

    @Override
    public void watch(Runnable onChange) {}

    @Override
    public void close() {}

    /** An uplink that learns its address and gateway. */
    static Uplink learning(String name, String device) {
        Set<Family> families = Set.of(Family.IPV4);
        return new Uplink(name, device, "", families, List.of(), List.of(), 1, OptionalInt.of(1), 201, 256, 512);
    }

    static NetworkLink link(String name, int index, boolean up, boolean carrier, boolean pointToPoint) {
        return new NetworkLink(name, index, up, carrier, pointToPoint, 42, 0, 0, 0);
    }

    static NetworkAddress address(int link, InetAddress local) {
        return new NetworkAddress(link, local, local, 24, 0, false, false, false);
    }

    static NetworkRoute route(int link, InetAddress gateway) {
        var hop = new NetworkHop(link, Optional.of(gateway), 1, 0, 0);
        return new NetworkRoute(
                Family.IPV4,
                Optional.empty(),
                0,
                254,
                100,
                16,
                NetworkRoute.UNICAST,
                Optional.empty(),
                List.of(hop),
                true);
    }
}
