// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Nat;
import org.ftrouter.api.PrefixTranslation;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.route.Addresses;
import org.ftrouter.route.Devices;

/** What stands in our chains for a plan. It depends on what is configured, not on who is up. */
final class ChainRules {
    static final String FOREIGN_SOURCE = " -m addrtype ! --src-type LOCAL --limit-iface-out";

    private static final String NEW = " -m conntrack --ctstate NEW";

    private final RoutePlan plan;
    private final Marks marks;
    private final SharedWire wire;
    private final Set<Family> families = EnumSet.noneOf(Family.class);

    ChainRules(RoutePlan plan) {
        this.plan = plan;
        this.marks = new Marks(plan.layout().markMask());
        this.wire = new SharedWire(plan);
        plan.uplinks().forEach(uplink -> families.addAll(uplink.families()));
    }

    /** The families of all uplinks together. */
    Set<Family> families() {
        return families;
    }

    /** The rules of one chain in one family; empty if no uplink has that family. */
    List<String> texts(OwnChain chain, Family family) {
        return rules(chain).stream()
                .filter(rule -> rule.families().contains(family))
                .map(Rule::text)
                .toList();
    }

    /** The chains that belong into a table, for whatever family. */
    List<OwnChain> chains(String table) {
        return Changes.of(table).stream()
                .filter(own -> own.always() || !rules(own).isEmpty())
                .toList();
    }

    /** The rules of one chain. */
    List<Rule> rules(OwnChain chain) {
        return switch (chain) {
            case PRE ->
                Stream.of(toNobody(), restore(), incoming(), pins().forwarded())
                        .flatMap(part -> part)
                        .toList();
            case OUT -> fromHere();
            case POST ->
                Stream.of(toNobody(), new StickyRules(plan, families).outgoing(), outgoing())
                        .flatMap(part -> part)
                        .toList();
            case NAT -> translation();
            case NPT -> fromOutside();
        };
    }

    /** The chains of a table that there are, each with its rules: one that only some plans need is left out by the others. */
    Map<OwnChain, List<String>> wanted(String table, Family family) {
        var wanted = new EnumMap<OwnChain, List<String>>(OwnChain.class);
        chains(table).forEach(own -> wanted.put(own, texts(own, family)));
        return wanted;
    }

    private PinRules pins() {
        return new PinRules(plan, families);
    }

    /** A packet that gets a mark here is routed again; where one to a group goes, its program has chosen. */
    private List<Rule> fromHere() {
        List<Rule> pinned = pins().ofThisMachine().toList();
        return pinned.isEmpty()
                ? pinned
                : Stream.concat(toNobody(), pinned.stream()).toList();
    }

    /** Multicast and broadcast belong to no uplink; neighbour discovery is no connection at all. */
    private Stream<Rule> toNobody() {
        return families.stream()
                .sorted()
                .map(family -> new Rule(
                        Set.of(family), "-d " + (family == Family.IPV4 ? "224.0.0.0/3" : "ff00::/8") + " -j RETURN"));
    }

    /**
     * A connection without a mark leaves the packet alone, so that a rule of the administrator's may mark it before or
     * after.
     */
    private Stream<Rule> restore() {
        return new LinkedHashSet<>(plan.downlinks().all())
                .stream()
                        .map(device -> new Rule(
                                families,
                                "-i " + Devices.checked(device) + " -m connmark ! --mark " + marks.match(0)
                                        + " -j CONNMARK --restore-mark " + marks.masks()));
    }

    private Stream<Rule> incoming() {
        return plan.uplinks().stream()
                .flatMap(uplink ->
                        rules(uplink, wire::incoming, NEW + " -j CONNMARK --set-xmark " + marks.set(uplink.mark())));
    }

    /** Probes are left out: deleting the connections of a dead uplink by their mark must not hit its probes. */
    private Stream<Rule> outgoing() {
        return plan.uplinks().stream()
                .flatMap(uplink -> rules(
                        uplink,
                        wire::outgoing,
                        NEW + " -m mark ! --mark " + marks.match(uplink.probeMark()) + " -j CONNMARK --set-xmark "
                                + marks.set(uplink.mark())));
    }

    /** One rule for all families in which the uplink is known by the same match. */
    private static Stream<Rule> rules(Uplink uplink, BiFunction<Uplink, Family, String> match, String rest) {
        Map<String, Set<Family>> known = uplink.families().stream()
                .sorted()
                .collect(Collectors.groupingBy(
                        family -> match.apply(uplink, family), LinkedHashMap::new, Collectors.toSet()));
        return known.entrySet().stream().map(entry -> new Rule(entry.getValue(), entry.getKey() + rest));
    }

    private List<Rule> translation() {
        var rules = new ArrayList<Rule>();
        for (Uplink uplink : plan.uplinks()) {
            uplink.prefixes().ifPresent(prefixes -> exchange(uplink, prefixes, rules));
            if (uplink.nat() == Nat.NONE) {
                continue;
            }
            Map<String, Set<Family>> targets = new LinkedHashMap<>();
            uplink.families().stream()
                    .sorted()
                    .filter(family -> !wire.isShared(uplink, family))
                    .forEach(family -> targets.computeIfAbsent(
                                    target(uplink, family), any -> EnumSet.noneOf(Family.class))
                            .add(family));
            targets.forEach((target, of) -> rules.add(new Rule(of, translation(uplink, target))));
        }
        rules.addAll(wire.translation());
        return rules;
    }

    /** What bears an outside address already, stays; only then comes the translation of everything else. */
    private static void exchange(Uplink uplink, PrefixTranslation prefixes, List<Rule> rules) {
        var ipv6 = Set.of(Family.IPV6);
        String inside = "-s " + Addresses.text(prefixes.inside()) + "/" + prefixes.length() + " ";
        String outside = Addresses.text(prefixes.outside()) + "/" + prefixes.length();
        rules.add(new Rule(ipv6, inside + translation(uplink, "NETMAP --to " + outside)));
        rules.add(new Rule(ipv6, "-s " + outside + " -o " + uplink.device() + " -j RETURN"));
    }

    /** Connections from outside to what has its prefix exchanged; the router's own addresses are its own. */
    private List<Rule> fromOutside() {
        var rules = new ArrayList<Rule>();
        for (Uplink uplink : plan.uplinks()) {
            uplink.prefixes()
                    .ifPresent(prefixes -> rules.add(new Rule(
                            Set.of(Family.IPV6),
                            "-d " + Addresses.text(prefixes.outside()) + "/" + prefixes.length() + " -i "
                                    + uplink.device() + " -m addrtype ! --dst-type LOCAL -j NETMAP --to "
                                    + Addresses.text(prefixes.inside()) + "/" + prefixes.length())));
        }
        return rules;
    }

    /** What already bears an address of that interface stays as it is: extra addresses, link-local, multicast reports. */
    private static String translation(Uplink uplink, String target) {
        return "-o " + uplink.device() + FOREIGN_SOURCE + " -j " + target;
    }

    private static String target(Uplink uplink, Family family) {
        return uplink.translatedTo(family)
                .map(address -> "SNAT --to-source " + Addresses.text(address))
                .orElse("MASQUERADE");
    }
}
