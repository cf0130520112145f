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
        batch(lines());
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

    /**
     * The veth pairs. Both ends of an uplink bear different interface numbers: with equal ones the kernel may report a
     * lost carrier up to a second late (it takes the veth for a device that is its own lower link).
     */
    private List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(line("lan0", 11, hosts.router(), "eth0", 12, hosts.lan()));
        if (spec.dmz()) {
            lines.add(line("dmz0", 13, hosts.router(), "eth0", 14, hosts.dmz()));
        }
        for (LabUplink uplink : spec.uplinks()) {
            Host isp = hosts.isp(uplink);
            int number = uplink.number();
            lines.add(line(uplink.device(), 100 + number, hosts.router(), "cust", 1100 + number, isp));
            lines.add(line("core", 2100 + number, isp, uplink.isp(), 3100 + number, hosts.internet()));
        }
        return lines;
    }

    private static String line(
            String left, int leftIndex, Host leftHost, String right, int rightIndex, Host rightHost) {
        return "link add " + left + " index " + leftIndex + " netns " + leftHost.namespace() + " type veth peer name "
                + right + " index " + rightIndex + " netns " + rightHost.namespace();
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
            batch.add("route add " + uplink.network() + " via " + transit + ".1 src " + Addresses.INTERNET);
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
                "addr add " + uplink.gateway() + "/24 dev cust",
                "link set cust up",
                "addr add " + transit + ".1/30 dev core",
                "link set core up",
                "route add default via " + transit + ".2"));
        if (spec.wired().contains(Family.IPV6)) {
            String network = uplink.network(Family.IPV6);
            isp.ip(List.of(
                    "addr add " + uplink.gateway(Family.IPV6) + "/64 dev cust nodad",
                    "addr add " + network.replace("/64", "1/64") + " dev cust nodad",
                    "addr add " + transit6(uplink) + "1/64 dev core nodad",
                    "route add default via " + transit6(uplink) + "2"));
        }
        isp.nft(ProviderRules.script(uplink));
    }

    private void router() throws LabException, InterruptedException {
        var batch = new ArrayList<>(List.of("link set lo up"));
        for (LabUplink uplink : spec.uplinks()) {
            batch.add("link set " + uplink.device() + " up");
            for (Family family : spec.wired()) {
                batch.add("addr add " + uplink.address(family) + (family == Family.IPV4 ? "/24 dev " : "/64 nodad dev ")
                        + uplink.device());
                batch.add(systemRoute(uplink, family));
            }
        }
        hosts.router().ip(batch);
        hosts.router().nft(forwards());
    }

    /**
     * The default route that the operating system itself has of each uplink, as its configuration or a DHCP client leaves
     * it. What leaves by one of these leaves by mistake.
     */
    private static String systemRoute(LabUplink uplink, Family family) {
        String learnt = family == Family.IPV4 ? "dhcp" : "ra";
        return "route add default via " + uplink.gateway(family) + " dev " + uplink.device() + " proto "
                + (uplink.dynamic()
                        ? learnt + " metric " + (1000 + uplink.number())
                        : "static metric " + (2000 + uplink.number()));
    }

    /** The administrator's own rules: servers inside that are reachable from outside. */
    private String forwards() {
        String dmz = spec.dmz() ? forward(Addresses.DMZ_PORT, Addresses.DMZ_SERVER) : "";
        String dmz6 = spec.dmz() ? forward(Addresses.DMZ_PORT, Addresses.DMZ_SERVER6) : "";
        return inwards("ip", forward(Addresses.LAN_PORT, Addresses.LAN_CLIENT) + dmz)
                + inwards("ip6", forward(Addresses.LAN_PORT, Addresses.LAN_CLIENT6) + dmz6);
    }

    private static String inwards(String family, String rules) {
        return """
                table %s lab {
                  chain inwards {
                    type nat hook prerouting priority dstnat; policy accept;
                %s  }
                }
                """.formatted(family, rules);
    }

    private static String forward(int port, String server) {
        return """
                    iifname "wan*" tcp dport %1$d dnat to %2$s
                    iifname "wan*" udp dport %1$d dnat to %2$s
                """.formatted(port, server);
    }
}
