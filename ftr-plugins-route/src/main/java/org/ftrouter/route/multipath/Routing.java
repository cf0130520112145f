// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Layout;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.linux.NetworkRule;
import org.ftrouter.route.multipath.DefaultRoute.Hop;

/** The routes and rules that a plan means. Pure. */
final class Routing {
    /** Metric of an uplink's own default route. (IPv6 knows no metric 0.) */
    private static final long OWN = 0;

    private static final long OWN_IPV6 = 1024;

    /** Metric of the balanced default route. The fallbacks stand behind it. */
    private static final long BALANCED = 1000;

    /** Metric behind everything else in an uplink's table. */
    private static final long BACKSTOP = 4_000_000_000L;

    private static final int MAIN = 254;

    private static final InetAddress ANY_ROUTER = anyRouter();

    private final RoutePlan plan;
    private final Layout layout;
    private final boolean grouped;
    private final boolean realms;

    private static InetAddress anyRouter() {
        try {
            return InetAddress.getByName("fe80::1");
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    Routing(RoutePlan plan) {
        this(plan, false, false);
    }

    /**
     * With {@code grouped}, the balanced IPv4 route goes through a group, also if that has one member only; with {@code
     * realms}, its hops carry those of their uplinks, for which nexthop objects have no place.
     */
    Routing(RoutePlan plan, boolean grouped, boolean realms) {
        this.plan = plan;
        this.grouped = grouped;
        this.realms = realms;
        this.layout = plan.layout();
    }

    /** The families some uplink is configured for. Nothing of ours is in the others. */
    List<Family> families() {
        return List.of(Family.values()).stream()
                .filter(f -> plan.uplinks().stream().anyMatch(u -> u.families().contains(f)))
                .toList();
    }

    List<Uplink> uplinks(Family family) {
        return plan.uplinks().stream()
                .filter(u -> u.families().contains(family))
                .toList();
    }

    /** Keeps what is meant for an uplink from leaving through another when the uplink's own route has gone. */
    DefaultRoute backstop(Family family, Uplink uplink) {
        return new DefaultRoute(family, uplink.table(), BACKSTOP, layout.protocol(), Optional.empty(), List.of());
    }

    /** The path's own route, there whatever its health: probes and established connections need it. */
    DefaultRoute own(Path path) {
        long metric = path.family() == Family.IPV4 ? OWN : OWN_IPV6;
        return single(new NextHop(path, 1), path.uplink().table(), metric);
    }

    /** Carries when the kernel has dropped the whole balanced route because one member's interface has gone. */
    DefaultRoute fallback(NextHop hop) {
        return single(
                hop, layout.balancedTable(), BALANCED + 1 + position(hop.path().uplink()));
    }

    /** The balanced default route through some hops of a family, at least one. */
    DefaultRoute balanced(List<NextHop> hops) {
        Family family = hops.get(0).path().family();
        if (hops.size() == 1 && !isGrouped(family)) {
            return single(hops.get(0), layout.balancedTable(), BALANCED);
        }
        return several(layout.balancedTable(), hops);
    }

    private DefaultRoute several(int table, List<NextHop> hops) {
        Family family = hops.get(0).path().family();
        List<NextHop> named = family == Family.IPV4
                ? hops
                : hops.stream().map(Routing::withGateway).toList();
        return new DefaultRoute(
                family,
                table,
                BALANCED,
                layout.protocol(),
                Optional.empty(),
                named.stream().map(this::hop).toList());
    }

    /** Linux takes no IPv6 hop of several without a gateway. To a point-to-point line any will do: nobody looks for it. */
    private static NextHop withGateway(NextHop hop) {
        Path path = hop.path();
        InetAddress gateway = path.gateway().orElse(ANY_ROUTER);
        return new NextHop(new Path(path.uplink(), path.family(), path.source(), Optional.of(gateway)), hop.weight());
    }

    /** Keeps the connections of a pin that may use nothing but its uplinks from leaving through others. */
    Optional<DefaultRoute> backstop(Family family, Pin pin) {
        return pin.block()
                ? Optional.of(
                        new DefaultRoute(family, pin.table(), BACKSTOP, layout.protocol(), Optional.empty(), List.of()))
                : Optional.empty();
    }

    /**
     * A pin's routes through single uplinks: if it is not shared, in its order, so that the kernel itself goes on to the
     * next one when an interface goes; else those behind its shared route.
     */
    List<DefaultRoute> single(PinRoute pin, Family family) {
        List<NextHop> hops = pin.hops(family);
        var routes = new ArrayList<DefaultRoute>();
        for (int i = 0; i < hops.size(); i++) {
            long metric = pin.pin().shared() && hops.size() > 1 ? BALANCED + 1 + i : BALANCED + i;
            routes.add(single(hops.get(i), pin.pin().table(), metric));
        }
        return routes;
    }

    /** A pin's route through several uplinks together. */
    DefaultRoute shared(Pin pin, List<NextHop> hops) {
        return hops.size() == 1 ? single(hops.get(0), pin.table(), BALANCED) : several(pin.table(), hops);
    }

    /** Whether a pin's hops of a family carry its connections together. */
    static boolean isShared(PinRoute pin, Family family) {
        return pin.pin().shared() && pin.hops(family).size() > 1;
    }

    /** The pins that can match anything in a family, each with the ways of clients that keep to an uplink. */
    List<PinRoute> pins(Family family) {
        return plan.pins().stream()
                .filter(p -> p.pin().match().families().contains(family))
                .flatMap(p -> p.ways().stream())
                .toList();
    }

    /** Whether it is the balanced route, not one of those behind it. */
    boolean isBalanced(DefaultRoute route) {
        return route.table() == layout.balancedTable() && route.metric() == BALANCED;
    }

    /** Whether the balanced route of a family goes through a group. */
    boolean isGrouped(Family family) {
        return grouped && family == Family.IPV4;
    }

    /** Whether members of the balanced route have fallbacks: a single one has nothing to fall back on. */
    boolean hasFallbacks(Family family) {
        return plan.hops(family).size() > 1;
    }

    private DefaultRoute single(NextHop hop, int table, long metric) {
        Path path = hop.path();
        return new DefaultRoute(
                path.family(), table, metric, layout.protocol(), Optional.of(path.source()), List.of(hop(hop)));
    }

    /** The kernel has realms in IPv4 only. */
    private Hop hop(NextHop hop) {
        Path path = hop.path();
        int realm = realms && path.family() == Family.IPV4 ? layout.realm(path.uplink()) : 0;
        return new Hop(path, hop.weight(), realm);
    }

    private int position(Uplink uplink) {
        for (int i = 0; i < plan.uplinks().size(); i++) {
            if (plan.uplinks().get(i).name().equals(uplink.name())) {
                return i;
            }
        }
        return plan.uplinks().size();
    }

    /** All routes of a family if the kernel refuses none, in the order in which they are to be made. */
    List<DefaultRoute> routes(Family family) {
        var routes = new ArrayList<DefaultRoute>();
        uplinks(family).forEach(u -> routes.add(backstop(family, u)));
        plan.paths(family).forEach(p -> routes.add(own(p)));
        List<NextHop> hops = plan.hops(family);
        if (hasFallbacks(family)) {
            hops.forEach(h -> routes.add(fallback(h)));
        }
        if (!hops.isEmpty()) {
            routes.add(balanced(hops));
        }
        for (PinRoute pin : pins(family)) {
            backstop(family, pin.pin()).ifPresent(routes::add);
            routes.addAll(single(pin, family));
            if (isShared(pin, family)) {
                routes.add(shared(pin.pin(), pin.hops(family)));
            }
        }
        return routes;
    }

    /** All rules of a family, in the order in which the kernel asks them. */
    List<NetworkRule> rules(Family family) {
        int tag = layout.protocol();
        int mask = layout.markMask();
        var probes = new ArrayList<NetworkRule>();
        var marks = new ArrayList<NetworkRule>();
        var sources = new ArrayList<NetworkRule>();
        for (Uplink uplink : uplinks(family)) {
            int place = position(uplink);
            int table = uplink.table();
            probes.add(NetworkRule.all(family, layout.probePriority() + place, table, tag)
                    .marked(uplink.probeMark(), mask));
            marks.add(NetworkRule.all(family, layout.markPriority() + place, table, tag)
                    .marked(uplink.mark(), mask));
            for (InetAddress address : ownSources(uplink, family)) {
                sources.add(NetworkRule.all(family, layout.fromPriority() + place, table, tag)
                        .from(address));
            }
        }
        var rules = new ArrayList<NetworkRule>(probes);
        rules.add(NetworkRule.all(family, layout.mainPriority(), MAIN, tag).suppressing(0));
        rules.addAll(pinRules(family));
        rules.addAll(marks);
        rules.addAll(sources);
        rules.add(NetworkRule.all(family, layout.balancedPriority(), layout.balancedTable(), tag));
        rules.add(NetworkRule.unreachable(family, layout.guardPriority(), tag));
        return rules;
    }

    /**
     * Before those of source addresses: what a program of this machine sends has an address already when it gets the mark
     * of a pin.
     */
    private List<NetworkRule> pinRules(Family family) {
        var rules = new ArrayList<NetworkRule>();
        List<String> names = plan.pins().stream().map(p -> p.pin().name()).toList();
        for (PinRoute route : pins(family)) {
            Pin pin = route.pin();
            int place = names.indexOf(pin.name());
            rules.add(NetworkRule.all(family, layout.pinPriority() + place, pin.table(), layout.protocol())
                    .marked(pin.mark(), layout.markMask()));
        }
        return rules;
    }

    /** Those of no other uplink: behind household modems all have the same, which then says nothing about the way. */
    private Set<InetAddress> ownSources(Uplink uplink, Family family) {
        Set<InetAddress> addresses = sources(uplink, family);
        uplinks(family).stream()
                .filter(other -> !other.name().equals(uplink.name()))
                .forEach(other -> addresses.removeAll(sources(other, family)));
        return addresses;
    }

    /** The present address; the configured one also while there is no path, so that it never leaves elsewhere. */
    private Set<InetAddress> sources(Uplink uplink, Family family) {
        var addresses = new LinkedHashSet<InetAddress>();
        plan.path(uplink, family).ifPresent(p -> addresses.add(p.source()));
        uplink.address(family).ifPresent(addresses::add);
        return addresses;
    }
}
