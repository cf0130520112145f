// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;

/** A basic filter table for a router with a LAN, perhaps a DMZ, and uplinks; a start for a firewall of one's own. */
final class FilterExample {
    private static final String ACCEPT = "-j ACCEPT";
    private static final String REJECT = "-j REJECT";
    private static final String STATE = "-m conntrack --ctstate ";

    private final List<String> lan;
    private final List<String> dmz;
    private final List<String> wan;
    private final Set<Family> families;
    private final BiConsumer<String, Rule> add;

    /**
     * A filter for a plan.
     *
     * @param families the families of the file
     * @param add takes a chain and a rule
     */
    FilterExample(RoutePlan plan, Set<Family> families, BiConsumer<String, Rule> add) {
        this.lan = plan.downlinks().lan();
        this.dmz = plan.downlinks().dmz();
        this.wan = plan.uplinks().stream().map(Uplink::device).distinct().toList();
        this.families = families;
        this.add = add;
    }

    void appendTo(List<String> lines) {
        lines.add("# An example, for you to adapt. The daemon never installs it.");
        lines.add("*filter");
        lines.addAll(List.of(":INPUT DROP [0:0]", ":FORWARD DROP [0:0]", ":OUTPUT ACCEPT [0:0]"));
        chains().forEach(chain -> lines.add(":" + chain + " - [0:0]"));
        input(lines);
        forward(lines);
        policies(lines);
        lines.add("COMMIT");
    }

    private List<String> chains() {
        return dmz.isEmpty()
                ? List.of("LAN_WAN", "WAN_LAN")
                : List.of("LAN_WAN", "WAN_LAN", "LAN_DMZ", "DMZ_LAN", "DMZ_WAN", "WAN_DMZ");
    }

    private void input(List<String> lines) {
        lines.add(
                "# To the router. The first line lets the answers to its own probes in: without it, all uplinks look dead.");
        rule("INPUT", STATE + "ESTABLISHED,RELATED " + ACCEPT);
        rule("INPUT", STATE + "INVALID -j DROP");
        rule("INPUT", "-i lo " + ACCEPT);
        rule("INPUT", "-p icmp -m icmp --icmp-type 8 " + ACCEPT, Family.IPV4);
        rule("INPUT", "-p ipv6-icmp " + ACCEPT, Family.IPV6);
        rule("INPUT", "-s fe80::/10 -p udp -m udp --dport 546 " + ACCEPT, Family.IPV6); // answers of DHCPv6 servers
        lan.forEach(device -> rule("INPUT", "-i " + device + " " + ACCEPT));
    }

    private void forward(List<String> lines) {
        lines.add(
                "# Through the router. Packets without a connection are dropped, for nothing would translate their source.");
        rule("FORWARD", STATE + "ESTABLISHED,RELATED " + ACCEPT);
        rule("FORWARD", STATE + "INVALID -j DROP");
        between(lan, wan, "LAN_WAN");
        between(wan, lan, "WAN_LAN");
        between(lan, dmz, "LAN_DMZ");
        between(dmz, lan, "DMZ_LAN");
        between(dmz, wan, "DMZ_WAN");
        between(wan, dmz, "WAN_DMZ");
    }

    private void between(List<String> from, List<String> to, String chain) {
        from.forEach(in -> to.forEach(out -> rule("FORWARD", "-i " + in + " -o " + out + " -j " + chain)));
    }

    private void policies(List<String> lines) {
        rule("LAN_WAN", ACCEPT);
        lines.add("# What a DNAT rule sends to the LAN was meant to come.");
        rule("WAN_LAN", STATE + "DNAT " + ACCEPT);
        rule("WAN_LAN", REJECT);
        if (!dmz.isEmpty()) {
            rule("LAN_DMZ", ACCEPT);
            rule("DMZ_LAN", REJECT);
            rule("DMZ_WAN", ACCEPT);
            rule("WAN_DMZ", ACCEPT);
        }
    }

    private void rule(String chain, String text) {
        add.accept(chain, new Rule(families, text));
    }

    private void rule(String chain, String text, Family family) {
        if (families.contains(family)) {
            add.accept(chain, new Rule(Set.of(family), text));
        }
    }
}
