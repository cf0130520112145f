// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.demo;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.engine.cycle.probe.NetworkSource;
import org.ftrouter.linux.NetworkAddress;
import org.ftrouter.linux.NetworkLink;
import org.ftrouter.linux.NetworkState;

/** The links and addresses of the simulated uplinks; learnt addresses are made up from documentation networks. */
public final class DemoSource implements NetworkSource {
    private final DemoWorld world;
    private final List<Uplink> uplinks;

    public DemoSource(DemoWorld world, List<Uplink> uplinks) {
        this.world = world;
        this.uplinks = List.copyOf(uplinks);
    }

    @Override
    public NetworkState read() {
        var links = new ArrayList<NetworkLink>();
        var addresses = new ArrayList<NetworkAddress>();
        for (int i = 0; i < uplinks.size(); i++) {
            Uplink uplink = uplinks.get(i);
            int index = i + 1;
            boolean carrier = world.fault(uplink.name()) != DemoWorld.Fault.CARRIER;
            boolean needsNoGateway = uplink.gateways().isEmpty();
            links.add(new NetworkLink(uplink.device(), index, true, carrier, needsNoGateway, 0, 0, 0, 0));
            for (Family family : uplink.families()) {
                InetAddress address = uplink.address(family).orElseGet(() -> madeUp(family, index));
                addresses.add(new NetworkAddress(index, address, address, family.bits(), 0, false, false, false));
            }
        }
        return new NetworkState(links, addresses, List.of());
    }

    private static InetAddress madeUp(Family family, int index) {
        try {
            return InetAddress.getByName((family == Family.IPV4 ? "203.0.113." : "2001:db8::") + (index + 1));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public NetworkState refreshLinks(NetworkState last, Set<String> devices) {
        return read();
    }

    @Override
    public void watch(Runnable onChange) {
        world.onLinkChange(onChange);
    }

    @Override
    public void close() {}
}
