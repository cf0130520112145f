// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;

/** What stands in our chains for a plan. It depends on what is configured, not on who is up. */
final class ChainRules {
    private static final String NEW = " -m conntrack --ctstate NEW";

    private final RoutePlan plan;
    private final Marks marks;
    private final Set<Family> families = EnumSet.noneOf(Family.class);

    ChainRules(RoutePlan plan) {
        this.plan = plan;
        this.marks = new Marks(plan.layout().markMask());
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

    /** The rules of one chain. */
    List<Rule> rules(OwnChain chain) {
        return switch (chain) {
            case PRE ->
                Stream.of(restore(), incoming(), pins().forwarded())
                        .flatMap(s -> s)
                        .toList();
            case OUT -> pins().ofThisMachine().toList();
            case POST -> outgoing().toList();
            case NAT -> translation();
        };
    }

    /** The chains of a table that there are, each with its rules: one that only some plans need is left out by the others. */
    Map<OwnChain, List<String>> wanted(String table, Family family) {
        var wanted = new EnumMap<OwnChain, List<String>>(OwnChain.class);
        for (OwnChain own : Changes.of(table)) {
            List<String> texts = texts(own, family);
            if (own != OwnChain.OUT || !texts.isEmpty()) {
                wanted.put(own, texts);
            }
        }
        return wanted;
    }

    private PinRules pins() {
        return new PinRules(plan, families);
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
                .map(uplink -> new Rule(
                        uplink.families(),
                        "-i " + uplink.device() + NEW + " -j CONNMARK --set-xmark " + marks.set(uplink.mark())));
    }

    /** Probes are left out: deleting the connections of a dead uplink by their mark must not hit its probes. */
    private Stream<Rule> outgoing() {
        return plan.uplinks().stream()
                .map(uplink -> new Rule(
                        uplink.families(),
                        "-o " + uplink.device() + NEW + " -m mark ! --mark " + marks.match(uplink.probeMark())
                                + " -j CONNMARK --set-xmark " + marks.set(uplink.mark())));
    }

    private List<Rule> translation() {
        var rules = new ArrayList<Rule>();
        for (Uplink uplink : plan.uplinks()) {
            if (uplink.families().stream().allMatch(uplink::dynamic)) {
                rules.add(new Rule(uplink.families(), translation(uplink, "MASQUERADE")));
                continue;
            }
            uplink.families().stream()
                    .sorted()
                    .map(family -> new Rule(Set.of(family), translation(uplink, target(uplink, family))))
                    .forEach(rules::add);
        }
        return rules;
    }

    /** What already bears an address of that interface stays as it is: extra addresses, link-local, multicast reports. */
    private static String translation(Uplink uplink, String target) {
        return "-o " + uplink.device() + " -m addrtype ! --src-type LOCAL --limit-iface-out -j " + target;
    }

    private static String target(Uplink uplink, Family family) {
        return uplink.address(family)
                .map(address -> "SNAT --to-source " + Addresses.text(address))
                .orElse("MASQUERADE");
    }
}
