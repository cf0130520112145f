// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.Ports;
import org.ftrouter.api.route.Prefix;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.route.Addresses;
import org.ftrouter.route.Devices;

/**
 * The rules of pins, one for each family: a first packet without a mark of ours gets the mark of the first pin that
 * matches, and with it the way. The connection then gets the mark of the uplink it was sent to, as any other.
 */
final class PinRules {
    /** Words that nft knows without {@code /etc/protocols}. */
    private static final Map<Integer, String> PROTOCOLS =
            Map.of(1, "icmp", 6, "tcp", 17, "udp", 50, "esp", 51, "ah", 58, "icmpv6", 132, "sctp", 136, "udplite");

    private final RoutePlan plan;
    private final Marks marks;
    private final Set<Family> families;

    PinRules(RoutePlan plan, Set<Family> families) {
        this.plan = plan;
        this.marks = new Marks(plan.layout().markMask());
        this.families = families;
    }

    /** For what comes from our networks. */
    List<String> forwarded() {
        return rules(false);
    }

    /** For what programs of this machine send. */
    List<String> ofThisMachine() {
        return rules(true);
    }

    /** What a packet must be for a pin to be asked. */
    String unmarked() {
        return marks.bits(Marks.PACKET) + " == " + Marks.hex(0);
    }

    /** The pins, each with its mark. */
    List<String> remarks(boolean ofThisMachine) {
        return pins(ofThisMachine)
                .map(pin -> "Pin " + pin.name() + ": its new connections get the mark " + Marks.hex(pin.mark())
                        + ", which leads to table " + pin.table() + ".")
                .toList();
    }

    private List<String> rules(boolean ofThisMachine) {
        return pins(ofThisMachine).flatMap(this::rules).toList();
    }

    private Stream<Pin> pins(boolean ofThisMachine) {
        return plan.pins().stream().map(PinRoute::pin).filter(pin -> pin.match().ofThisMachine() == ofThisMachine);
    }

    private Stream<String> rules(Pin pin) {
        return families.stream()
                .sorted()
                .filter(family -> pin.match().families().contains(family))
                .map(family -> rule(pin, family));
    }

    /** In the order and the words in which nft lists it: {@code meta nfproto} only where nothing else tells the family. */
    private String rule(Pin pin, Family family) {
        PinMatch match = pin.match();
        String ip = family == Family.IPV4 ? "ip " : "ip6 ";
        var parts = new ArrayList<String>();
        match.device().ifPresent(device -> parts.add("iifname \"" + Devices.checked(device) + '"'));
        int before = parts.size();
        parts.addAll(networks(ip + "saddr ", match.sources(), family));
        parts.addAll(networks(ip + "daddr ", match.destinations(), family));
        match.dscp().ifPresent(dscp -> parts.add(ip + "dscp " + dscp(dscp)));
        List<Integer> protocols =
                match.protocols(family).stream().distinct().sorted().toList();
        boolean ownFamily = protocols.equals(List.of(PinMatch.ICMP)) || protocols.equals(List.of(PinMatch.ICMPV6));
        if (parts.size() == before && !ownFamily) {
            parts.add(before, family == Family.IPV4 ? "meta nfproto ipv4" : "meta nfproto ipv6");
        }
        parts.addAll(transport(match, protocols));
        match.user().ifPresent(user -> parts.add("meta skuid " + user));
        match.cgroup()
                .ifPresent(
                        path -> parts.add("socket cgroupv2 level " + path.split("/", -1).length + " \"" + path + '"'));
        parts.add(marks.set(Marks.PACKET, pin.mark()));
        parts.add(pin.sticky().isPresent() ? "goto " + StickyRules.chain(pin) : "return");
        return String.join(" ", parts);
    }

    /** Networks within others of the list are left out: old versions of nft refuse them. */
    private static List<String> networks(String what, List<Prefix> prefixes, Family family) {
        List<Prefix> ofFamily =
                prefixes.stream().filter(p -> p.family() == family).distinct().toList();
        List<String> widest = ofFamily.stream()
                .filter(p -> ofFamily.stream().noneMatch(other -> !other.equals(p) && other.contains(p)))
                .map(PinRules::network)
                .toList();
        return ofFamily.isEmpty() || widest.get(0).endsWith("/0") ? List.of() : List.of(what + any(widest));
    }

    private static String network(Prefix prefix) {
        boolean whole = prefix.length() == 8 * prefix.address().getAddress().length;
        return Addresses.text(prefix.address()) + (whole ? "" : "/" + prefix.length());
    }

    /** Several protocols have their ports at the same place. */
    private static List<String> transport(PinMatch match, List<Integer> protocols) {
        var parts = new ArrayList<String>();
        List<String> names = protocols.stream()
                .map(number -> PROTOCOLS.getOrDefault(number, number.toString()))
                .toList();
        boolean ports =
                !match.sourcePorts().isEmpty() || !match.destinationPorts().isEmpty();
        boolean one = ports && names.size() == 1;
        if (!one && !names.isEmpty()) {
            parts.add("meta l4proto " + any(names));
        }
        String header = one ? names.get(0) : "th";
        parts.addAll(ports(header + " sport ", match.sourcePorts()));
        parts.addAll(ports(header + " dport ", match.destinationPorts()));
        return parts;
    }

    /** Ranges that touch are one: old versions of nft refuse them if they overlap. */
    private static List<String> ports(String what, List<Ports> ports) {
        if (ports.isEmpty()) {
            return List.of();
        }
        var joined = new ArrayList<Ports>();
        for (Ports next :
                ports.stream().sorted(Comparator.comparingInt(Ports::first)).toList()) {
            Ports last = joined.isEmpty() ? next : joined.get(joined.size() - 1);
            if (joined.isEmpty() || next.first() > last.last() + 1) {
                joined.add(next);
            } else {
                joined.set(joined.size() - 1, new Ports(last.first(), Math.max(last.last(), next.last())));
            }
        }
        return List.of(what + any(joined.stream().map(Ports::toString).toList()));
    }

    private static String any(List<String> values) {
        return values.size() == 1 ? values.get(0) : values.stream().collect(Collectors.joining(", ", "{ ", " }"));
    }

    /** The name of a code point, as far as every version of nft knows one. */
    private static String dscp(int value) {
        if (value % 8 == 0) {
            return "cs" + value / 8;
        }
        if (value == 46) {
            return "ef";
        }
        boolean assured = value >= 10 && value <= 38 && value % 2 == 0;
        return assured ? "af" + value / 8 + value % 8 / 2 : String.format("0x%02x", value);
    }
}
