// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;

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
            if (spec.wired().contains(Family.IPV6)) {
                host.sysctl("net/ipv6/conf/all/forwarding", forwards ? "1" : "0");
                host.sysctl(
                        "net/ipv6/conf/all/keep_addr_on_down", "1"); // else "link set down" takes the addresses along
            }
        }
        var lines = new Lines(spec, hosts);
        batch(cables(lines));
        lines.connect();
        for (Family family : spec.wired()) {
            boolean four = family == Family.IPV4;
            client(
                    hosts.lan(),
                    "lan0",
                    four ? Addresses.LAN_ROUTER : Addresses.LAN_ROUTER6,
                    four ? Addresses.LAN_CLIENT : Addresses.LAN_CLIENT6);
            if (spec.dmz()) {
                client(
                        hosts.dmz(),
                        "dmz0",
                        four ? Addresses.DMZ_ROUTER : Addresses.DMZ_ROUTER6,
                        four ? Addresses.DMZ_SERVER : Addresses.DMZ_SERVER6);
            }
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
        hosts.router().ip(List.of("addr add " + onLan(router, routerDevice), "link set " + routerDevice + " up"));
        host.ip(List.of(
                "link set lo up",
                "addr add " + onLan(address, "eth0"),
                "link set eth0 up",
                "route add default via " + router));
    }

    private static String onLan(String address, String device) {
        boolean four = Addresses.familyOf(address) == Family.IPV4;
        return address + (four ? "/24 dev " + device : "/64 dev " + device + " nodad");
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
            batch.add("route add " + uplink.publicNetwork() + " via " + transit + ".1 src " + Addresses.INTERNET);
        }
        hosts.internet().ip(batch);
        if (spec.wired().contains(Family.IPV6)) {
            hosts.internet().ip(internet6());
        }
    }

    /** Unlike an IPv4 one, an IPv6 address has to be on an interface before a server may be bound to it. */
    private List<String> internet6() {
        var batch = new ArrayList<String>();
        Addresses.TARGETS6.forEach(target -> batch.add("addr add " + target + "/128 dev lo nodad"));
        for (int i = 0; i < Addresses.UDP_SERVERS; i++) {
            batch.add("addr add " + Addresses.udpServer(Family.IPV6, i) + "/128 dev lo nodad");
        }
        batch.add("addr add " + Addresses.INTERNET6 + "/128 dev lo nodad");
        batch.add("route add local " + Addresses.USERS_PREFIX6 + "::/48 dev lo");
        for (LabUplink uplink : spec.uplinks()) {
            batch.add("addr add " + transit6(uplink) + "2/64 dev " + uplink.isp() + " nodad");
            batch.add("route add " + uplink.network(Family.IPV6) + " via " + transit6(uplink) + "1 src "
                    + Addresses.INTERNET6);
        }
        return batch;
    }

    private static String transit6(LabUplink uplink) {
        return "fd31:" + uplink.number() + "::";
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
            case PPPOE -> Pppoe.serve(isp, uplink, spec.wired());
            case WIREGUARD ->
                isp.ip(List.of(
                        "addr add " + Wireguard.outer(uplink, 1) + "/30 dev cust",
                        "link add tunnel type wireguard",
                        "addr add " + uplink.gateway() + "/24 dev tunnel",
                        "link set tunnel up"));
            case BOX -> isp.ip(Box.provider(uplink));
            case MODEM -> Modem.provide(isp, uplink);
            default -> isp.ip(List.of("addr add " + uplink.gateway() + "/24 dev cust"));
        }
        if (spec.wired().contains(Family.IPV6)) {
            String network = uplink.network(Family.IPV6);
            String customer = uplink.line().customer();
            isp.ip(List.of(
                    "addr add " + transit6(uplink) + "1/64 dev core nodad",
                    "route add default via " + transit6(uplink) + "2"));
            if (uplink.line() != Line.PPPOE) { // whose interfaces come with their sessions
                isp.ip(List.of(
                        "addr add " + uplink.gateway(Family.IPV6) + "/64 dev " + customer + " nodad",
                        "addr add " + network.replace("/64", "1/64") + " dev " + customer + " nodad"));
            }
        }
        Firewall.here().provider(isp, uplink);
    }

    private void router() throws LabException, InterruptedException {
        var batch = new ArrayList<>(List.of("link set lo up"));
        for (LabUplink uplink : spec.uplinks()) {
            if (uplink.line() != Line.PPPOE) { // whose interface does not exist yet
                for (Family family : spec.wired()) {
                    batch.addAll(addressed(uplink, family));
                }
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
                case PPPOE -> Pppoe.dial(hosts.router(), uplink, spec.wired());
                case WIREGUARD -> Wireguard.connect(hosts.router(), hosts.isp(uplink), uplink);
                default -> {}
            }
        }
        for (LabUplink uplink : spec.uplinks()) {
            if (uplink.line() == Line.PPPOE) {
                Pppoe.await(hosts.router(), uplink, spec.wired());
            }
        }
    }

    /**
     * The interface with its address and the default route that the operating system itself has of each uplink, as its
     * configuration or a DHCP client leaves it. What leaves by that route leaves by mistake.
     */
    private static List<String> addressed(LabUplink uplink, Family family) {
        boolean four = family == Family.IPV4;
        String device = uplink.device();
        String gateway = uplink.line().pointToPoint() ? "" : " via " + uplink.gateway(family);
        String maker = uplink.dynamic()
                ? (four ? "dhcp" : "ra") + " metric " + (1000 + uplink.number())
                : "static metric " + (2000 + uplink.number());
        return List.of(
                "link set " + device + " up",
                "addr add " + uplink.address(family) + (four ? "/24 dev " : "/64 nodad dev ") + device,
                "route add " + (four ? "default" : "::/0") + gateway + " dev " + device + " proto " + maker);
    }
}
