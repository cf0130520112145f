// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.route.Devices;

/** A basic filter for a router with a LAN, perhaps a DMZ, and uplinks; a start for a firewall of one's own. */
final class FilterExample {
    private static final String TABLE = "inet site-filter";

    private final List<String> lan;
    private final List<String> dmz;
    private final List<String> wan;
    private final Set<Family> families;
    private final TableText text = new TableText(TABLE);

    FilterExample(RoutePlan plan, Set<Family> families) {
        this.lan = plan.downlinks().lan();
        this.dmz = plan.downlinks().dmz();
        this.wan = plan.uplinks().stream().map(Uplink::device).toList();
        this.families = families;
    }

    String text() {
        text.comment(
                "To the router. The first line lets the answers to its own probes in: without it, all uplinks look dead.");
        text.chain("input", "filter", "input", "filter; policy drop", input());
        text.comment(
                "Through the router. Packets without a connection are dropped, for nothing would translate their source.");
        text.comment("What a DNAT rule sends to the LAN was meant to come.");
        text.chain("forward", "filter", "forward", "filter; policy drop", forward());
        return "# An example, for you to adapt. The daemon never installs it.\n" + "table " + TABLE + "\ndelete table "
                + TABLE + "\n" + text.finished();
    }

    private List<String> input() {
        var rules = new ArrayList<String>(List.of("ct state established,related accept", "ct state invalid drop"));
        rules.add("iifname \"lo\" accept");
        if (families.contains(Family.IPV4)) {
            rules.add("icmp type echo-request accept");
        }
        if (families.contains(Family.IPV6)) {
            rules.add("meta l4proto ipv6-icmp accept");
            rules.add("ip6 saddr fe80::/10 udp dport 546 accept"); // answers of DHCPv6 servers
        }
        if (!lan.isEmpty()) {
            rules.add("iifname " + any(lan) + " accept");
        }
        return rules;
    }

    private List<String> forward() {
        var rules = new ArrayList<String>(List.of("ct state established,related accept", "ct state invalid drop"));
        between(rules, lan, wan, "accept");
        between(rules, wan, lan, "ct status dnat accept");
        between(rules, wan, lan, "reject");
        between(rules, lan, dmz, "accept");
        between(rules, dmz, lan, "reject");
        between(rules, dmz, wan, "accept");
        between(rules, wan, dmz, "accept");
        return rules;
    }

    private static void between(List<String> rules, List<String> from, List<String> to, String what) {
        if (!from.isEmpty() && !to.isEmpty()) {
            rules.add("iifname " + any(from) + " oifname " + any(to) + " " + what);
        }
    }

    private static String any(List<String> devices) {
        return devices.stream()
                .distinct()
                .map(device -> '"' + Devices.checked(device) + '"')
                .collect(Collectors.joining(", ", "{ ", " }"));
    }
}
