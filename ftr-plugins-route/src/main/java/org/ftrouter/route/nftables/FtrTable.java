// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Nat;
import org.ftrouter.api.PrefixTranslation;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.route.Addresses;
import org.ftrouter.route.Devices;

/**
 * Our table for a plan, in nft's words, with comments. It depends on what is configured, not on who is up. Old versions
 * of nft want each rule on a line of its own.
 */
final class FtrTable {
    static final String NAME = "inet ftr";
    private static final String IN = "iifname ";
    private static final String OUT = "oifname ";

    private final RoutePlan plan;
    private final Marks marks;
    private final SharedWire wire;
    private final PinRules pins;
    private final StickyRules sticky;
    private final Set<Family> families = EnumSet.noneOf(Family.class);

    FtrTable(RoutePlan plan) {
        this.plan = plan;
        this.marks = new Marks(plan.layout().markMask());
        this.wire = new SharedWire(plan);
        plan.uplinks().forEach(uplink -> families.addAll(uplink.families()));
        this.pins = new PinRules(plan, families);
        this.sticky = new StickyRules(plan, families);
    }

    /** The families of all uplinks together. */
    Set<Family> families() {
        return families;
    }

    /** Puts the table in the place of whatever bears its name, in one transaction. The first line is for its absence. */
    String replacement() {
        return "table " + NAME + "\ndelete table " + NAME + "\n" + block();
    }

    /** The table alone. */
    String block() {
        List<String> downlinks =
                plan.downlinks().all().stream().map(Devices::checked).distinct().toList();
        var text = new TableText(NAME);
        text.set("Interfaces towards our own networks.", "downlinks", downlinks);
        text.set("Interfaces of uplinks.", "uplinks", devices());
        sticky.sets(text);
        prerouting(text, !downlinks.isEmpty());
        output(text);
        if (!downlinks.isEmpty() || !pins.ofThisMachine().isEmpty()) {
            plan.uplinks()
                    .forEach(uplink -> text.chain(restore(uplink), List.of(marks.set(Marks.PACKET, uplink.mark()))));
        }
        text.chain("incoming", Stream.concat(toNobody(), incoming()).toList());
        text.comment("To an uplink: a new connection gets the mark of the uplink it was sent to. Probes have none.");
        text.chain(
                "postrouting",
                "filter",
                "postrouting",
                "mangle - 1",
                List.of(OUT + "@uplinks ct state new jump outgoing"));
        text.chain("outgoing", Stream.concat(toNobody(), outgoing()).toList());
        translation(text);
        return text.finished();
    }

    private List<String> devices() {
        return plan.uplinks().stream().map(Uplink::device).distinct().toList();
    }

    /**
     * A connection without a mark leaves the packet alone, so that a rule of the administrator's may mark it before or
     * after.
     */
    private void prerouting(TableText text, boolean downlinks) {
        var rules = new ArrayList<String>();
        text.comment(
                "From our networks: a packet gets the mark of its connection, and with it the way, before it is routed.");
        text.comment(
                "From an uplink: a new connection gets the mark of that uplink, so that its answers go back there.");
        boolean pinned = downlinks && !pins.forwarded().isEmpty();
        if (downlinks) {
            rules.add(IN + "@downlinks " + restore());
        }
        rules.add(IN + "@uplinks ct state new jump incoming");
        if (pinned) {
            rules.add(IN + "@downlinks ct state new " + pins.unmarked() + " jump pins");
        }
        text.chain("prerouting", "filter", "prerouting", "mangle - 1", rules);
        if (pinned) {
            pins.remarks(false).forEach(text::comment);
            text.chain(
                    "pins", Stream.concat(toNobody(), pins.forwarded().stream()).toList());
            sticky.pins().forEach(pin -> text.chain(StickyRules.chain(pin), sticky.forwarded(pin)));
        }
    }

    /**
     * For programs of this machine that pins name: their packets get the mark of their connection, too, as they bear the
     * address of the uplink that the kernel would have taken. Probes have marks of their own.
     */
    private void output(TableText text) {
        if (pins.ofThisMachine().isEmpty()) {
            return;
        }
        text.comment("From programs of this router that pins name: a packet that gets a mark is routed again.");
        text.chain(
                "output",
                "route",
                "output",
                "mangle - 1",
                List.of(pins.unmarked() + " " + restore(), "ct state new " + pins.unmarked() + " jump own-pins"));
        pins.remarks(true).forEach(text::comment);
        text.chain(
                "own-pins",
                Stream.concat(toNobody(), pins.ofThisMachine().stream()).toList());
    }

    /** The mark of its connection for a packet. */
    private String restore() {
        var jumps = plan.uplinks().stream()
                .map(u -> Marks.hex(u.mark()) + " : jump " + restore(u))
                .toList();
        return marks.bits(Marks.CONNECTION) + " vmap { " + String.join(", ", jumps) + " }";
    }

    private static String restore(Uplink uplink) {
        return "restore-" + uplink.name();
    }

    /** Multicast and broadcast belong to no uplink; neighbour discovery is no connection at all. */
    private Stream<String> toNobody() {
        return families.stream()
                .sorted()
                .map(family -> family == Family.IPV4 ? "ip daddr 224.0.0.0/3 return" : "ip6 daddr ff00::/8 return");
    }

    private Stream<String> incoming() {
        return plan.uplinks().stream().flatMap(uplink -> groups(uplink).map(group -> incoming(uplink, group)));
    }

    private String incoming(Uplink uplink, Set<Family> group) {
        String head = isShared(uplink, group) ? wire.incoming(uplink) : only(group) + device(IN, uplink);
        return head + marks.set(Marks.CONNECTION, uplink.mark());
    }

    private Stream<String> outgoing() {
        Stream<String> keep = plan.uplinks().stream()
                .flatMap(uplink -> uplink.families().stream().sorted().flatMap(family -> keep(uplink, family)));
        return Stream.concat(
                keep, plan.uplinks().stream().flatMap(uplink -> groups(uplink).map(group -> outgoing(uplink, group))));
    }

    private Stream<String> keep(Uplink uplink, Family family) {
        return sticky.outgoing(
                uplink, family, isShared(uplink, Set.of(family)) ? wire.outgoing(uplink) : device(OUT, uplink));
    }

    /** Probes are left out: deleting the connections of a dead uplink by their mark must not hit its probes. */
    private String outgoing(Uplink uplink, Set<Family> group) {
        String head = isShared(uplink, group) ? wire.outgoing(uplink) : only(group) + device(OUT, uplink);
        return head + marks.bits(Marks.PACKET) + " != " + Marks.hex(uplink.probeMark()) + " "
                + marks.set(Marks.CONNECTION, uplink.mark());
    }

    /** The families of an uplink, apart where it is known in another way. */
    private Stream<Set<Family>> groups(Uplink uplink) {
        return uplink.families().stream()
                .sorted()
                .collect(Collectors.groupingBy(
                        family -> wire.isShared(uplink, family), LinkedHashMap::new, Collectors.toSet()))
                .values()
                .stream();
    }

    private boolean isShared(Uplink uplink, Set<Family> group) {
        return wire.isShared(uplink, group.iterator().next());
    }

    private Set<Family> group(Uplink uplink, Family family) {
        return groups(uplink)
                .filter(group -> group.contains(family))
                .findFirst()
                .orElseThrow();
    }

    /** As in {@code incoming}, for a chain that sees all packets. */
    String incomingAlone(Uplink uplink, Family family) {
        return "ct state new " + incoming(uplink, group(uplink, family));
    }

    /** As in {@code outgoing}, for a chain that sees all packets. */
    String outgoingAlone(Uplink uplink, Family family) {
        return "ct state new " + outgoing(uplink, group(uplink, family));
    }

    /** The rule for an uplink whose addresses are translated. */
    String translationAlone(Uplink uplink, Family family) {
        String rule = wire.isShared(uplink, family)
                ? wire.translation(uplink)
                : only(Set.of(family)) + device(OUT, uplink) + target(uplink, family);
        return "fib saddr . oif type != local " + rule;
    }

    /** The mark of a connection for packets from a downlink, in a rule of its own. */
    String restoreAlone(String downlink, Uplink uplink) {
        return IN + '"' + downlink + "\" " + marks.bits(Marks.CONNECTION) + " == " + Marks.hex(uplink.mark()) + " "
                + marks.set(Marks.PACKET, uplink.mark());
    }

    private void translation(TableText text) {
        List<String> fromOutside = fromOutside();
        if (!fromOutside.isEmpty()) {
            text.comment("What comes in for an exchanged prefix finds its host.");
            text.chain("dstnat", "nat", "prerouting", "dstnat + 10", fromOutside);
        }
        text.comment("What leaves through an uplink bears an address of that uplink. Your own translation wins.");
        text.chain("srcnat", "nat", "postrouting", "srcnat + 10", toOutside());
    }

    /** What already bears an address of that interface stays as it is: extra addresses, link-local, multicast reports. */
    private List<String> toOutside() {
        var rules = new ArrayList<String>();
        wire.exchangeOfNeighbours().forEach(rules::add);
        rules.add("fib saddr . oif type local return");
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
            targets.forEach((target, of) -> rules.add(only(of) + device(OUT, uplink) + target));
        }
        wire.translations().forEach(rules::add);
        return rules;
    }

    /** What bears an outside address already, stays; only then comes the translation of everything else. */
    private static void exchange(Uplink uplink, PrefixTranslation prefixes, List<String> rules) {
        String inside = Addresses.text(prefixes.inside()) + "/" + prefixes.length();
        String outside = Addresses.text(prefixes.outside()) + "/" + prefixes.length();
        rules.add(device(OUT, uplink) + "ip6 saddr " + inside + " snat ip6 prefix to ip6 saddr map { " + inside + " : "
                + outside + " }");
        rules.add(device(OUT, uplink) + "ip6 saddr " + outside + " return");
    }

    /** Connections from outside to what has its prefix exchanged; the router's own addresses are its own. */
    private List<String> fromOutside() {
        var rules = new ArrayList<String>();
        for (Uplink uplink : plan.uplinks()) {
            uplink.prefixes().ifPresent(prefixes -> {
                String inside = Addresses.text(prefixes.inside()) + "/" + prefixes.length();
                String outside = Addresses.text(prefixes.outside()) + "/" + prefixes.length();
                rules.add(device(IN, uplink) + "ip6 daddr " + outside
                        + " fib daddr type != local dnat ip6 prefix to ip6 daddr map { " + outside + " : " + inside
                        + " }");
            });
        }
        return rules;
    }

    private static String target(Uplink uplink, Family family) {
        return uplink.translatedTo(family)
                .map(address -> "snat " + (family == Family.IPV4 ? "ip" : "ip6") + " to " + Addresses.text(address))
                .orElse("masquerade");
    }

    private static String device(String direction, Uplink uplink) {
        return direction + '"' + uplink.device() + "\" ";
    }

    private static String only(Set<Family> families) {
        if (families.size() == Family.values().length) {
            return "";
        }
        return families.contains(Family.IPV4) ? "meta nfproto ipv4 " : "meta nfproto ipv6 ";
    }
}
