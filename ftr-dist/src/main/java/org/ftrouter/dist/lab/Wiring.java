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
        isp.ip(Lines.addressed(uplink));
        isp.ip(Lines.plugged(uplink));
        isp.ip(List.of(
                "link set lo up",
                "addr add " + transit + ".1/30 dev core",
                "link set core up",
                "route add default via " + transit + ".2"));
        isp.nft(ProviderRules.script(uplink));
    }

    private void router() throws LabException, InterruptedException {
        var batch = new ArrayList<>(List.of("link set lo up"));
        for (LabUplink uplink : spec.uplinks()) {
            batch.add("addr add " + uplink.address() + "/24 dev " + uplink.device());
            batch.add("link set " + uplink.device() + " up");
            if (uplink.dynamic()) { // as a DHCP client leaves it
                batch.add("route add default via " + uplink.gateway() + " dev " + uplink.device()
                        + " proto dhcp metric " + (1000 + uplink.number()));
            }
        }
        hosts.router().ip(batch);
        hosts.router().nft(forwards());
    }

    /** The administrator's own rules: servers inside that are reachable from outside. */
    private String forwards() {
        String dmz = spec.dmz() ? forward(Addresses.DMZ_PORT, Addresses.DMZ_SERVER) : "";
        return """
                table ip lab {
                  chain inwards {
                    type nat hook prerouting priority dstnat; policy accept;
                %s  }
                }
                """.formatted(forward(Addresses.LAN_PORT, Addresses.LAN_CLIENT) + dmz);
    }

    private static String forward(int port, String server) {
        return """
                    iifname "wan*" tcp dport %1$d dnat to %2$s
                    iifname "wan*" udp dport %1$d dnat to %2$s
                """.formatted(port, server);
    }
}
