// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.route.Addresses;

/** Recipes as comments, with the names and marks of the plan; each works once its "# " is taken away. */
final class Examples {
    private static final String WEB = "-p tcp -m tcp --dport 80";

    private final RoutePlan plan;
    private final Marks marks;
    private final SharedWire wire;
    private final Family family;
    private final String prefix;

    Examples(RoutePlan plan, Set<Family> families) {
        this.plan = plan;
        this.marks = new Marks(plan.layout().markMask());
        this.wire = new SharedWire(plan);
        this.family = families.contains(Family.IPV4) ? Family.IPV4 : Family.IPV6;
        this.prefix = families.size() == 1 ? "# " : "# " + (family == Family.IPV4 ? "-4 " : "-6 ");
    }

    /** Connections that must take one uplink, whatever the balance says. */
    List<String> pins() {
        var lines = new ArrayList<String>();
        lines.add("# Examples: force new connections through one uplink, by source, by destination, by port.");
        lines.add("# Such a connection fails while its uplink is down. If several lines match, the last one counts.");
        int index = 0;
        for (String match : List.of("-s " + host("10"), "-d " + remote(), "-p tcp -m tcp --dport 25")) {
            Uplink uplink = uplinks().get(index++ % uplinks().size());
            lines.add(prefix + "-A FTR_PRE " + fromLan() + match + " -m conntrack --ctstate NEW -j MARK --set-xmark "
                    + marks.set(uplink.mark()));
        }
        return lines;
    }

    /** Servers in our networks that the internet reaches through uplinks. */
    List<String> servers() {
        var lines = new ArrayList<String>();
        lines.add(
                "# Examples: a server in our networks, reached through each uplink; it is answered through the same one.");
        for (Uplink uplink : uplinks()) {
            String address = uplink.address(family)
                    .map(a -> "-d " + network(Addresses.text(a)) + " ")
                    .orElse("");
            lines.add(prefix + "-A PREROUTING -i " + uplink.device() + " " + address + WEB
                    + " -j DNAT --to-destination " + hostAndPort());
        }
        return lines;
    }

    /** Connections from outside to a further address of an uplink, which nothing else tells from its neighbours'. */
    List<String> furtherAddresses() {
        return uplinks().stream()
                .filter(uplink -> wire.isShared(uplink, family))
                .limit(1)
                .flatMap(uplink -> Stream.of(
                        "# Example: what comes to a further address of an uplink that shares its interface.",
                        prefix + "-A FTR_PRE -d 203.0.113.10/32 -i " + uplink.device()
                                + " -m conntrack --ctstate NEW -j CONNMARK --set-xmark " + marks.set(uplink.mark())))
                .toList();
    }

    /** Hosts that leave under a further address of an uplink. */
    List<String> extraSources() {
        Uplink uplink = uplinks().stream()
                .filter(u -> !u.dynamic(family))
                .findFirst()
                .orElse(uplinks().get(0));
        return List.of(
                "# Example: a host that leaves under a further address of an uplink. It must stand before FTR_NAT.",
                prefix + "-A POSTROUTING -s " + host("20") + " " + wire.outgoing(uplink, family)
                        + " -j SNAT --to-source "
                        + (family == Family.IPV4 ? "203.0.113.10" : "2001:db8::10"));
    }

    private List<Uplink> uplinks() {
        return plan.uplinks().stream()
                .filter(u -> u.families().contains(family))
                .toList();
    }

    private String fromLan() {
        return plan.downlinks().all().stream()
                .findFirst()
                .map(device -> "-i " + device + " ")
                .orElse("");
    }

    private String host(String last) {
        return network(family == Family.IPV4 ? "192.168.0." + last : "fd00::" + last);
    }

    private String hostAndPort() {
        return family == Family.IPV4 ? "192.168.0.10:80" : "[fd00::10]:80";
    }

    private String remote() {
        return family == Family.IPV4 ? "198.51.100.0/24" : "2001:db8:1::/48";
    }

    private String network(String address) {
        return address + "/" + family.bits();
    }
}
