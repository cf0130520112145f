// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;

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
                text.append(", address = ").append(each(spec, uplink::address));
                text.append(", gateway = ").append(each(spec, uplink::gateway));
            } else if (!spec.families().equals(Set.of(Family.IPV4))) {
                text.append(", families = [ ")
                        .append(String.join(", ", words(spec, f -> f.toString().toLowerCase(Locale.ROOT))))
                        .append(" ]");
            }
            text.append(", weight = ").append(uplink.weight());
            text.append(", priority = ").append(uplink.priority()).append(" }\n");
        }
        text.append("}\n\nprobe {\n  targets = [ ").append(targets(spec)).append(" ]\n  required = 2\n");
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

    /** One value, or a list with one of each family. */
    private static String each(LabSpec spec, Function<Family, String> value) {
        List<String> values = words(spec, f -> f == Family.IPV6 ? '"' + value.apply(f) + '"' : value.apply(f));
        return values.size() == 1 ? values.get(0) : "[ " + String.join(", ", values) + " ]";
    }

    private static List<String> words(LabSpec spec, Function<Family, String> word) {
        return spec.families().stream().sorted().map(word).toList();
    }

    /** Four of each family. */
    private static String targets(LabSpec spec) {
        return spec.families().stream()
                .sorted()
                .flatMap(family -> Addresses.targets(family).stream().limit(4))
                .map(target -> "\"icmp:" + target + "\"")
                .collect(Collectors.joining(", "));
    }
}
