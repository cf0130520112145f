// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.ArrayList;
import java.util.LinkedHashSet;
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
 * The rules of pins: a first packet without a mark of ours gets the mark of the first pin that matches, and with it the
 * way. The connection then gets the mark of the uplink it was sent to, as any other.
 */
final class PinRules {
    private static final Map<Integer, String> PROTOCOLS =
            Map.of(1, "icmp", 6, "tcp", 17, "udp", 50, "esp", 51, "ah", 58, "ipv6-icmp", 132, "sctp", 136, "udplite");

    /** The most that one multiport match takes; a range counts twice. */
    private static final int MOST_PORTS = 15;

    private final RoutePlan plan;
    private final Marks marks;
    private final Set<Family> families;
    private final StickyRules sticky;

    PinRules(RoutePlan plan, Set<Family> families) {
        this.plan = plan;
        this.marks = new Marks(plan.layout().markMask());
        this.families = families;
        this.sticky = new StickyRules(plan, families);
    }

    /** For what comes from our networks. */
    Stream<Rule> forwarded() {
        var devices = new LinkedHashSet<>(plan.downlinks().all());
        return pins(false)
                .flatMap(pin -> Stream.concat(
                        devices.stream()
                                .filter(d -> pin.match().device().orElse(d).equals(d))
                                .flatMap(d -> rules(pin, " -i " + Devices.checked(d))),
                        sticky.forwarded(pin)));
    }

    /**
     * For what programs of this machine send. Their packets get the mark of their connection, too: they bear the address
     * of the uplink that the kernel would have taken. Probes have marks of their own.
     */
    Stream<Rule> ofThisMachine() {
        List<Rule> rules = pins(true).flatMap(pin -> rules(pin, "")).toList();
        var restore = new Rule(
                families,
                unmarked() + " -m connmark ! --mark " + marks.match(0) + " -j CONNMARK --restore-mark "
                        + marks.masks());
        return rules.isEmpty() ? Stream.empty() : Stream.concat(Stream.of(restore), rules.stream());
    }

    private Stream<Pin> pins(boolean ofThisMachine) {
        return plan.pins().stream().map(PinRoute::pin).filter(p -> p.match().ofThisMachine() == ofThisMachine);
    }

    private Stream<Rule> rules(Pin pin, String device) {
        return families.stream()
                .sorted()
                .filter(f -> pin.match().families().contains(f))
                .flatMap(f -> rules(pin, device, f).stream());
    }

    /** One rule for each combination of source, destination, protocol and list of ports. */
    private List<Rule> rules(Pin pin, String device, Family family) {
        PinMatch match = pin.match();
        var rules = new ArrayList<Rule>();
        for (String source : networks(" -s ", match.sources(), family)) {
            for (String destination : networks(" -d ", match.destinations(), family)) {
                for (String protocol : protocols(match, family)) {
                    for (String ports : ports(match)) {
                        String text = source + destination + device + protocol + " " + unmarked()
                                + " -m conntrack --ctstate NEW" + ports + rest(match) + " -j MARK --set-xmark "
                                + marks.set(pin.mark());
                        rules.add(new Rule(Set.of(family), text.strip()));
                    }
                }
            }
        }
        return rules;
    }

    private String unmarked() {
        return "-m mark --mark " + marks.match(0);
    }

    private static List<String> networks(String option, List<Prefix> prefixes, Family family) {
        if (prefixes.isEmpty()) {
            return List.of("");
        }
        return prefixes.stream()
                .filter(p -> p.family() == family)
                .map(p -> p.length() == 0 ? "" : option + Addresses.text(p.address()) + "/" + p.length())
                .toList();
    }

    private static List<String> protocols(PinMatch match, Family family) {
        if (match.protocols().isEmpty()) {
            return List.of("");
        }
        return match.protocols(family).stream()
                .map(number -> " -p " + PROTOCOLS.getOrDefault(number, number.toString()))
                .toList();
    }

    private static List<String> ports(PinMatch match) {
        var texts = new ArrayList<String>();
        for (String source : ports("--sports", match.sourcePorts())) {
            for (String destination : ports("--dports", match.destinationPorts())) {
                texts.add(source + destination);
            }
        }
        return texts;
    }

    private static List<String> ports(String option, List<Ports> ports) {
        var texts = new ArrayList<String>();
        if (ports.isEmpty()) {
            texts.add("");
            return texts;
        }
        int begin = 0;
        int size = 0;
        for (int i = 0; i < ports.size(); i++) {
            int more = size(ports.get(i));
            if (size + more > MOST_PORTS) {
                texts.add(multiport(option, ports.subList(begin, i)));
                begin = i;
                size = 0;
            }
            size += more;
        }
        texts.add(multiport(option, ports.subList(begin, ports.size())));
        return texts;
    }

    private static int size(Ports ports) {
        return ports.first() == ports.last() ? 1 : 2;
    }

    private static String multiport(String option, List<Ports> ports) {
        return " -m multiport " + option + " "
                + ports.stream().map(p -> p.toString().replace('-', ':')).collect(Collectors.joining(","));
    }

    private static String rest(PinMatch match) {
        var text = new StringBuilder();
        match.dscp()
                .ifPresent(d -> text.append(" -m dscp --dscp 0x")
                        .append(d < 16 ? "0" : "")
                        .append(Integer.toHexString(d)));
        match.user().ifPresent(u -> text.append(" -m owner --uid-owner ").append(u));
        match.cgroup()
                .ifPresent(c -> text.append(" -m cgroup --path \"").append(c).append('"'));
        return text.toString();
    }
}
