// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.route.Addresses;
import org.ftrouter.route.Devices;

/**
 * Recipes as comments, with the names and marks of the plan, for a table of the administrator's own; each works once the
 * "# " of its line and of the lines that make the table is taken away.
 */
final class Examples {
    private static final String TABLE = "inet site";

    private final RoutePlan plan;
    private final Marks marks;
    private final Family family;

    Examples(RoutePlan plan, Set<Family> families) {
        this.plan = plan;
        this.marks = new Marks(plan.layout().markMask());
        this.family = families.contains(Family.IPV4) ? Family.IPV4 : Family.IPV6;
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(
                "# Examples, for a table of your own; it works beside the one above, also if the daemon manages that one.");
        lines.add("# These lines make it, whatever it held before:");
        command(lines, "add table " + TABLE);
        command(lines, "flush table " + TABLE);
        command(lines, "add chain " + TABLE + " pins { type filter hook prerouting priority mangle; }");
        command(lines, "add chain " + TABLE + " servers { type nat hook prerouting priority dstnat; }");
        command(lines, "add chain " + TABLE + " sources { type nat hook postrouting priority srcnat; }");
        pins(lines);
        servers(lines);
        extraSources(lines);
        return lines;
    }

    /** Connections that must take one uplink, whatever the balance says. */
    private void pins(List<String> lines) {
        lines.add("# Force new connections through one uplink, by source, by destination, by port.");
        lines.add("# Such a connection fails while its uplink is down. If several lines match, the last one counts.");
        int index = 0;
        for (String match : List.of(ip("saddr ") + host("10"), ip("daddr ") + remote(), ipOnly() + "tcp dport 25")) {
            Uplink uplink = uplinks().get(index++ % uplinks().size());
            rule(lines, "pins", fromLan() + match + " ct state new " + marks.set(Marks.PACKET, uplink.mark()));
        }
    }

    /** Servers in our networks that the internet reaches through uplinks. */
    private void servers(List<String> lines) {
        lines.add("# A server in our networks, reached through each uplink; it is answered through the same one.");
        for (Uplink uplink : uplinks()) {
            String address = uplink.address(family)
                    .map(a -> ip("daddr ") + Addresses.text(a) + " ")
                    .orElse(ipOnly());
            rule(
                    lines,
                    "servers",
                    "iifname \"" + uplink.device() + "\" " + address + "tcp dport 80 dnat " + ip("to ")
                            + hostAndPort());
        }
    }

    /** Hosts that leave under a further address of an uplink. */
    private void extraSources(List<String> lines) {
        Uplink uplink = uplinks().stream()
                .filter(u -> !u.dynamic(family))
                .findFirst()
                .orElse(uplinks().get(0));
        lines.add("# A host that leaves under a further address of an uplink.");
        rule(
                lines,
                "sources",
                "oifname \"" + uplink.device() + "\" " + ip("saddr ") + host("20") + " snat " + ip("to ")
                        + (family == Family.IPV4 ? "203.0.113.10" : "2001:db8::10"));
    }

    private static void rule(List<String> lines, String chain, String rule) {
        command(lines, "add rule " + TABLE + " " + chain + " " + rule);
    }

    private static void command(List<String> lines, String command) {
        lines.add("# " + command);
    }

    private List<Uplink> uplinks() {
        return plan.uplinks().stream()
                .filter(u -> u.families().contains(family))
                .toList();
    }

    private String fromLan() {
        return plan.downlinks().all().stream()
                .findFirst()
                .map(device -> "iifname \"" + Devices.checked(device) + "\" ")
                .orElse("");
    }

    private String ip(String rest) {
        return (family == Family.IPV4 ? "ip " : "ip6 ") + rest;
    }

    private String ipOnly() {
        return family == Family.IPV4 ? "meta nfproto ipv4 " : "meta nfproto ipv6 ";
    }

    private String host(String last) {
        return family == Family.IPV4 ? "192.168.0." + last : "fd00::" + last;
    }

    private String hostAndPort() {
        return family == Family.IPV4 ? "192.168.0.10:80" : "[fd00::10]:80";
    }

    private String remote() {
        return family == Family.IPV4 ? "198.51.100.0/24" : "2001:db8:1::/48";
    }
}
