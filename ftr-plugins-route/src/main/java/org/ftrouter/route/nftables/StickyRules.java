// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Sticky;

/**
 * How clients keep to an uplink: a set of them for each pin, uplink and family, filled by the kernel. Who is in one gets the
 * mark that leads to that uplink as long as it is usable; whoever leaves through an uplink is entered in its set for a
 * time, and taken out of the others. Sets, and not one map to marks: what the kernel has entered in a map keeps its value,
 * and old versions of nft cannot take a mark's bits from one.
 */
final class StickyRules {
    private static final String ONE = "sticky/";
    private static final String PAIR = "sticky-pair/";

    /** Before the names of sets whose elements are the kernel's, of one address or two each: they outlive the rules. */
    static final List<String> KEPT = List.of(ONE, PAIR);

    private static final int MOST = 65_535;

    private final RoutePlan plan;
    private final Marks marks;
    private final Set<Family> families;

    StickyRules(RoutePlan plan, Set<Family> families) {
        this.plan = plan;
        this.marks = new Marks(plan.layout().markMask());
        this.families = families;
    }

    /** Where a packet with the mark of the pin goes on. */
    static String chain(Pin pin) {
        return "sticky/" + pin.name();
    }

    Stream<Pin> pins() {
        return plan.pins().stream()
                .map(route -> route.pin())
                .filter(pin -> pin.sticky().isPresent());
    }

    /** The sets of all pins. */
    void sets(TableText text) {
        pins().forEach(pin -> {
            Sticky sticky = pin.sticky().orElseThrow();
            text.comment("Pin " + pin.name() + ": who has taken which uplink of it within the last "
                    + time(sticky.lasts()) + ".");
            for (Family family : families(pin)) {
                String address = family == Family.IPV4 ? "ipv4_addr" : "ipv6_addr";
                boolean pairs = sticky.by() == Sticky.By.SOURCE_DESTINATION;
                String type = pairs ? address + " . " + address : address;
                ways(sticky, family).forEach(way -> text.filledSet(set(pin, way, family), type, MOST));
            }
        });
    }

    /** The mark of the uplink that the client keeps to. */
    List<String> forwarded(Pin pin) {
        Sticky sticky = pin.sticky().orElseThrow();
        return families(pin).stream()
                .flatMap(family -> ways(sticky, family)
                        .map(way -> client(sticky, family) + " @" + set(pin, way, family) + " "
                                + marks.set(Marks.PACKET, way.mark()) + " return"))
                .toList();
    }

    /**
     * For what leaves through an uplink. A connection's further packets do not bear the mark of a pin any more.
     *
     * @param leaving the match for that
     */
    Stream<String> outgoing(Uplink uplink, Family family, String leaving) {
        var rules = new ArrayList<String>();
        pins().filter(pin -> families(pin).contains(family)).forEach(pin -> {
            Sticky sticky = pin.sticky().orElseThrow();
            ways(sticky, family)
                    .filter(way -> way.uplink().equals(uplink.name()))
                    .forEach(way -> rules.add(leaving + marked(pin, sticky) + enter(pin, sticky, way, family)));
        });
        return rules.stream();
    }

    private String marked(Pin pin, Sticky sticky) {
        IntStream all = IntStream.concat(
                IntStream.of(pin.mark()), sticky.ways().stream().mapToInt(Sticky.Way::mark));
        return marks.bits(Marks.PACKET) + " == { "
                + all.sorted().mapToObj(Marks::hex).collect(Collectors.joining(", ")) + " } ";
    }

    private String enter(Pin pin, Sticky sticky, Sticky.Way way, Family family) {
        String client = client(sticky, family);
        Stream<String> out = ways(sticky, family)
                .filter(other -> !other.equals(way))
                .map(other -> "delete @" + set(pin, other, family) + " { " + client + " }");
        String in = "update @" + set(pin, way, family) + " { " + client + " timeout " + time(sticky.lasts()) + " }";
        return Stream.concat(out, Stream.of(in)).collect(Collectors.joining(" "));
    }

    private static String client(Sticky sticky, Family family) {
        String ip = family == Family.IPV4 ? "ip " : "ip6 ";
        return ip + "saddr" + (sticky.by() == Sticky.By.SOURCE ? "" : " . " + ip + "daddr");
    }

    private List<Family> families(Pin pin) {
        return families.stream()
                .sorted()
                .filter(pin.match().families()::contains)
                .toList();
    }

    private Stream<Sticky.Way> ways(Sticky sticky, Family family) {
        return sticky.ways().stream()
                .filter(way -> plan.uplinks().stream()
                        .anyMatch(u ->
                                u.name().equals(way.uplink()) && u.families().contains(family)));
    }

    private static String set(Pin pin, Sticky.Way way, Family family) {
        String kept = pin.sticky().orElseThrow().by() == Sticky.By.SOURCE ? ONE : PAIR;
        return kept + pin.name() + "/" + way.uplink() + "/" + family.toString().toLowerCase(Locale.ROOT);
    }

    /** As nft prints it. */
    private static String time(Duration time) {
        long days = time.toDays();
        String text = (days > 0 ? days + "d" : "") + part(time.toHoursPart(), "h") + part(time.toMinutesPart(), "m");
        return text + part(time.toSecondsPart(), "s");
    }

    private static String part(int number, String unit) {
        return number > 0 ? number + unit : "";
    }
}
