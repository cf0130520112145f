// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.List;

/** The configuration that the lab's router gets. */
final class LabConfig {
    private LabConfig() {}

    /** All uplinks, the usual targets, no flap guard, routing by multipath (realms if uplinks share an interface) and iptables; what is given is added behind it, and no notifiers unless it names some. */
    static String text(LabSpec spec, String more) {
        var text = new StringBuilder("downlinks { lan = [ lan0 ]" + (spec.dmz() ? ", dmz = [ dmz0 ]" : "") + " }\n\n");
        text.append("uplinks {\n");
        for (LabUplink uplink : spec.uplinks()) {
            text.append("  ").append(uplink.name()).append(" { interface = ").append(uplink.device());
            if (!uplink.dynamic()) {
                text.append(", address = ").append(uplink.address());
                text.append(", gateway = ").append(uplink.gateway());
            }
            text.append(", weight = ").append(uplink.weight());
            text.append(", priority = ").append(uplink.priority()).append(" }\n");
        }
        text.append("}\n\nprobe {\n  targets = [ ");
        List<String> targets = Addresses.TARGETS;
        for (int i = 0; i < 3; i++) {
            text.append("\"icmp:").append(targets.get(i)).append("\", ");
        }
        text.append("\"icmp:").append(targets.get(3)).append("\" ]\n  required = 2\n");
        text.append("  flap-guard { hold = 0s } # faults are made again and again here\n}\n\n");
        boolean shared =
                spec.uplinks().stream().anyMatch(uplink -> uplink.line().sharesInterface());
        text.append("route = [ { type = " + (shared ? "realms" : "multipath")
                + " }, { type = iptables, manage = true } ]\n");
        if (!more.contains("notify")) {
            text.append("notify = []\n");
        }
        return text.append(more.isEmpty() ? "" : "\n" + more + "\n").toString();
    }
}
