// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ftrouter.api.Family;

/** The agents of a lab: one for each machine that serves or asks. */
final class Agents implements AutoCloseable {
    private final Hosts hosts;
    private final boolean servers;
    private final Set<Family> families;
    private final Meter meter;
    private final Map<Host, AgentLink> links = new HashMap<>();

    /** With {@code servers} our own agents are also the lab's servers; otherwise these run by themselves. */
    Agents(Hosts hosts, LabSpec spec, boolean servers) {
        this.hosts = hosts;
        this.servers = servers;
        this.families = spec.wired();
        this.meter = new Meter(spec.uplinks());
    }

    /** Starts the lab's servers. In a lab that is kept they run until it is removed, else as long as this process. */
    void serve() throws LabException, InterruptedException {
        for (Host host : hosts.all()) {
            List<String> services = services(host);
            if (!services.isEmpty() && servers) {
                of(host);
            } else if (!services.isEmpty()) {
                var words = new ArrayList<>(List.of("setsid"));
                words.addAll(AgentLink.program());
                words.addAll(services);
                words.add("stay");
                host.start("server-" + host.role() + ".log", words.toArray(String[]::new));
            }
        }
    }

    Meter meter() {
        return meter;
    }

    /** The agent in a machine, started at the first call. */
    synchronized AgentLink of(Host host) throws LabException, InterruptedException {
        AgentLink link = links.get(host);
        if (link == null) {
            link = AgentLink.start(host, meter::add, servers ? services(host) : List.of());
            links.put(host, link);
        }
        return link;
    }

    private List<String> services(Host host) {
        return switch (host.role()) {
            case "lan" -> both(Addresses.LAN_PORT, Addresses.LAN_CLIENT, Addresses.LAN_CLIENT6);
            case "dmz" -> both(Addresses.DMZ_PORT, Addresses.DMZ_SERVER, Addresses.DMZ_SERVER6);
            case "internet" -> internet();
            default -> List.of();
        };
    }

    private List<String> both(int port, String... addresses) {
        var services = new ArrayList<>(List.of("tcp:" + port));
        for (String address : addresses) {
            if (families.contains(Addresses.familyOf(address))) {
                services.add("udp:" + address + ":" + port);
            }
        }
        return services;
    }

    private List<String> internet() {
        var services = new ArrayList<>(List.of("tcp:" + Addresses.ECHO_PORT, "tcp:53", "tcp:80", "tcp:443"));
        for (Family family : families) {
            for (int i = 0; i < Addresses.UDP_SERVERS; i++) {
                services.add("udp:" + Addresses.udpServer(family, i) + ":" + Addresses.ECHO_PORT);
            }
        }
        return services;
    }

    @Override
    public synchronized void close() {
        links.values().forEach(AgentLink::close);
        links.clear();
    }
}
