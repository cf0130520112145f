// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.ArrayList;
import java.util.List;

/** Makes the namespaces of a lab and the lines between them. Undoing is the caller's, also after a failure here. */
final class Wiring {
    private final LabSpec spec;
    private final Hosts hosts;

    Wiring(LabSpec spec, Hosts hosts) {
        this.spec = spec;
        this.hosts = hosts;
    }

    void build() throws LabException, InterruptedException {
        var batch = new ArrayList<String>();
        hosts.all().forEach(host -> batch.add("netns add " + host.namespace()));
        batch(batch);
        for (Host host : hosts.all()) {
            boolean forwards = !host.role().equals("lan") && !host.role().equals("dmz");
            host.sysctl("net/ipv4/ip_forward", forwards ? "1" : "0");
        }
        var lines = new Lines(spec, hosts);
        batch(cables(lines));
        lines.connect();
        client(hosts.lan(), "lan0", Addresses.LAN_ROUTER, Addresses.LAN_CLIENT);
        if (spec.dmz()) {
            client(hosts.dmz(), "dmz0", Addresses.DMZ_ROUTER, Addresses.DMZ_SERVER);
        }
        internet();
        for (LabUplink uplink : spec.uplinks()) {
            provider(uplink);
        }
        router();
    }

    private static void batch(List<String> lines) throws LabException, InterruptedException {
        Commands.must(List.of("ip", "-batch", "-"), String.join("\n", lines) + "\n");
    }

    /** The veth pairs. */
    private List<String> cables(Lines lines) {
        var cables = new ArrayList<>(lines.cables());
        cables.add(Lines.cable("lan0", 11, hosts.router(), "eth0", 12, hosts.lan()));
        if (spec.dmz()) {
            cables.add(Lines.cable("dmz0", 13, hosts.router(), "eth0", 14, hosts.dmz()));
        }
        for (LabUplink uplink : spec.uplinks()) {
            int number = uplink.number();
            cables.add(Lines.cable(
                    "core", 2100 + number, hosts.isp(uplink), uplink.isp(), 3100 + number, hosts.internet()));
        }
        return cables;
    }

    private void client(Host host, String routerDevice, String router, String address)
            throws LabException, InterruptedException {
        hosts.router()
                .ip(List.of("addr add " + router + "/24 dev " + routerDevice, "link set " + routerDevice + " up"));
        host.ip(List.of(
                "link set lo up",
                "addr add " + address + "/24 dev eth0",
                "link set eth0 up",
                "route add default via " + router));
    }

    private void internet() throws LabException, InterruptedException {
        var batch = new ArrayList<String>();
        batch.add("link set lo up");
        Addresses.TARGETS.forEach(target -> batch.add("addr add " + target + "/32 dev lo"));
        batch.add("route add local " + Addresses.USERS_PREFIX + ".0.0/16 dev lo");
        for (LabUplink uplink : spec.uplinks()) {
            String transit = "172.31." + uplink.number();
            batch.add("addr add " + transit + ".2/30 dev " + uplink.isp());
            batch.add("link set " + uplink.isp() + " up");
            batch.add("route add " + uplink.network() + " via " + transit + ".1 src " + Addresses.INTERNET);
        }
        hosts.internet().ip(batch);
    }

    private void provider(LabUplink uplink) throws LabException, InterruptedException {
        String transit = "172.31." + uplink.number();
        Host isp = hosts.isp(uplink);
        isp.ip(List.of(
                "link set lo up",
                "link set cust up",
                "addr add " + transit + ".1/30 dev core",
                "link set core up",
                "route add default via " + transit + ".2"));
        switch (uplink.line()) {
            case PPPOE -> Pppoe.serve(isp, uplink);
            case WIREGUARD ->
                isp.ip(List.of(
                        "addr add " + Wireguard.outer(uplink, 1) + "/30 dev cust",
                        "link add tunnel type wireguard",
                        "addr add " + uplink.gateway() + "/24 dev tunnel",
                        "link set tunnel up"));
            case BOX -> isp.ip(Box.provider(uplink));
            default -> isp.ip(List.of("addr add " + uplink.gateway() + "/24 dev cust"));
        }
        Firewall.here().provider(isp, uplink);
    }

    private void router() throws LabException, InterruptedException {
        var batch = new ArrayList<>(List.of("link set lo up"));
        for (LabUplink uplink : spec.uplinks()) {
            if (uplink.line() != Line.PPPOE) { // whose interface does not exist yet
                batch.addAll(addressed(uplink));
            }
        }
        if (spec.uplinks().stream().anyMatch(uplink -> uplink.line() == Line.MACVLAN)) {
            // else the port itself and each macvlan answer for the addresses of all, as they hear the same questions
            hosts.router().sysctl("net/ipv4/conf/all/arp_ignore", "1");
            hosts.router().sysctl("net/ipv4/conf/all/arp_announce", "2");
        }
        hosts.router().ip(batch);
        Firewall.here().inwards(hosts.router(), spec.dmz());
        for (LabUplink uplink : spec.uplinks()) {
            switch (uplink.line()) {
                case PPPOE -> Pppoe.dial(hosts.router(), uplink);
                case WIREGUARD -> Wireguard.connect(hosts.router(), hosts.isp(uplink), uplink);
                default -> {}
            }
        }
        for (LabUplink uplink : spec.uplinks()) {
            if (uplink.line() == Line.PPPOE) {
                Pppoe.await(hosts.router(), uplink);
            }
        }
    }

    /** The interface with its address and, where FTR is to learn them, the route as a DHCP client leaves it. */
    static List<String> addressed(LabUplink uplink) {
        String device = uplink.device();
        var batch = new ArrayList<String>();
        batch.add("addr add " + uplink.address() + "/24 dev " + device);
        batch.add("link set " + device + " up");
        if (uplink.dynamic()) {
            String gateway = uplink.line().pointToPoint() ? "" : " via " + uplink.gateway();
            batch.add("route add default" + gateway + " dev " + device + " proto dhcp metric "
                    + (1000 + uplink.number()));
        }
        return batch;
    }
}
