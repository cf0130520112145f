// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Sticky;

/**
 * The rules by which clients keep to an uplink: a list of recently seen sources, or a set of pairs of addresses, for each
 * pin, uplink and family. Who is in one gets the mark that leads to that uplink as long as it is usable; whoever leaves
 * through an uplink is entered in its list and taken out of the one that had led elsewhere. Whoever is found in a list has
 * one removed whose time is over, so that it does not stay full of those who count no more; a set forgets by itself.
 */
final class StickyRules {
    private final RoutePlan plan;
    private final Marks marks;
    private final SharedWire wire;
    private final Set<Family> families;

    StickyRules(RoutePlan plan, Set<Family> families) {
        this.plan = plan;
        this.marks = new Marks(plan.layout().markMask());
        this.wire = new SharedWire(plan);
        this.families = families;
    }

    /** Behind the rules of the pin: the mark of the uplink that the source keeps to. */
    Stream<Rule> forwarded(Pin pin) {
        var rules = new ArrayList<Rule>();
        pin.sticky()
                .ifPresent(sticky -> forEach(pin, sticky, (way, uplink, family) -> {
                    String target = " -j MARK --set-xmark " + marks.set(way.mark());
                    rules.add(new Rule(Set.of(family), marked(pin.mark()) + known(pin, sticky, way, family) + target));
                }));
        return rules.stream();
    }

    /** Who leaves through which uplink. A connection's further packets do not bear the mark of a pin any more. */
    Stream<Rule> outgoing() {
        var rules = new ArrayList<Rule>();
        for (PinRoute route : plan.pins()) {
            Pin pin = route.pin();
            pin.sticky()
                    .ifPresent(sticky -> forEach(
                            pin, sticky, (way, uplink, family) -> enter(pin, sticky, way, uplink, family, rules)));
        }
        return rules.stream();
    }

    private void enter(Pin pin, Sticky sticky, Sticky.Way way, Uplink uplink, Family family, List<Rule> rules) {
        String leaving = wire.outgoing(uplink, family) + " ";
        for (Sticky.Way other : sticky.ways()) {
            if (!other.equals(way) && leads(other, family)) {
                String out = pairs(sticky)
                        ? " -j SET --del-set " + set(pin, other, family)
                        : recent("--remove", pin, other, family);
                rules.add(new Rule(Set.of(family), leaving + marked(other.mark()) + out));
            }
        }
        String in = pairs(sticky)
                ? " -j SET --add-set " + set(pin, way, family) + " --exist --timeout "
                        + sticky.lasts().toSeconds()
                : recent("--set", pin, way, family);
        rules.add(new Rule(Set.of(family), leaving + marked(pin.mark()) + in));
        sticky.ways().forEach(any -> rules.add(new Rule(Set.of(family), leaving + marked(any.mark()) + in)));
    }

    /** Whether anyone of the family may keep to that way. */
    private boolean leads(Sticky.Way way, Family family) {
        return plan.uplinks().stream()
                .anyMatch(u -> u.name().equals(way.uplink()) && u.families().contains(family));
    }

    /** The sets that the rules name. */
    List<PairSet> sets() {
        var sets = new ArrayList<PairSet>();
        plan.pins().stream()
                .map(PinRoute::pin)
                .forEach(pin -> pin.sticky()
                        .filter(StickyRules::pairs)
                        .ifPresent(sticky ->
                                forEach(pin, sticky, (way, uplink, family) -> sets.add(PairSet.of(pin, way, family)))));
        return sets;
    }

    private static String known(Pin pin, Sticky sticky, Sticky.Way way, Family family) {
        return pairs(sticky)
                ? " -m set --match-set " + set(pin, way, family)
                : recent("--rcheck --seconds " + sticky.lasts().toSeconds() + " --reap", pin, way, family);
    }

    private static boolean pairs(Sticky sticky) {
        return sticky.by() == Sticky.By.SOURCE_DESTINATION;
    }

    private static String set(Pin pin, Sticky.Way way, Family family) {
        return PairSet.of(pin, way, family).name() + " src,dst";
    }

    private String marked(int mark) {
        return "-m mark --mark " + marks.match(mark);
    }

    private static String recent(String action, Pin pin, Sticky.Way way, Family family) {
        String mask = family == Family.IPV4 ? "255.255.255.255" : "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
        return " -m recent " + action + " --name " + list(pin, way, family) + " --mask " + mask + " --rsource";
    }

    /** The name of a list; {@code /proc/net/xt_recent} has it. */
    private static String list(Pin pin, Sticky.Way way, Family family) {
        return "FTR:" + pin.name() + ":" + way.uplink() + ":"
                + family.toString().toLowerCase(Locale.ROOT);
    }

    private interface Each {
        void of(Sticky.Way way, Uplink uplink, Family family);
    }

    private void forEach(Pin pin, Sticky sticky, Each each) {
        for (Sticky.Way way : sticky.ways()) {
            for (Uplink uplink : plan.uplinks()) {
                if (uplink.name().equals(way.uplink())) {
                    families.stream()
                            .sorted()
                            .filter(f -> uplink.families().contains(f)
                                    && pin.match().families().contains(f))
                            .forEach(f -> each.of(way, uplink, f));
                }
            }
        }
    }
}
