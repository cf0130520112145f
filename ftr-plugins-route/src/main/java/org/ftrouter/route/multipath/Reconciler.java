// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.linux.LinuxException;
import org.ftrouter.linux.NetlinkFound;
import org.ftrouter.linux.NetlinkSocket;
import org.ftrouter.linux.NetworkRoute;
import org.ftrouter.linux.NetworkRule;

/**
 * One pass over one family: from what a dump showed to what the plan means. New comes before old, a route is replaced and
 * never deleted first, so that at no moment a packet finds no route. What the kernel refuses is left out and noted.
 */
final class Reconciler {
    private final NetlinkSocket socket;
    private final Map<String, Integer> links;
    private final Refusals refusals;
    private final OwnObjects own;
    private final List<NetworkRoute> wantedRoutes = new ArrayList<>();
    private final List<NetworkRule> wantedRules = new ArrayList<>();
    private final List<String> written = new ArrayList<>();

    /** A pass that knows the interfaces by name and what is ours now. */
    Reconciler(NetlinkSocket socket, Map<String, Integer> links, OwnObjects own, Refusals refusals) {
        this.socket = socket;
        this.links = links;
        this.own = own;
        this.refusals = refusals;
    }

    /** The balanced route as it is wanted, if one of ours stands in its place and leads elsewhere. */
    Optional<NetworkRoute> changedBalanced(RoutePlan plan, Routing routing, Family family) {
        List<NextHop> hops = distinct(plan.hops(family), family);
        if (hops.isEmpty()
                || !hops.stream().allMatch(hop -> links.containsKey(hop.path().device()))) {
            return Optional.empty();
        }
        NetworkRoute wanted = routing.balanced(hops).toKernel(links);
        return own.at(wanted)
                .filter(present -> !OwnObjects.isSame(present, wanted))
                .map(present -> wanted);
    }

    /** Makes what the plan wants in this family, then deletes the rest of ours. Returns what was written. */
    List<String> apply(RoutePlan plan, Routing routing, Family family) throws IOException {
        if (routing.families().contains(family)) {
            uplinkTables(routing, plan, family);
            balancedTable(routing, plan, family);
            for (PinRoute pin : routing.pins(family)) {
                pinTable(routing, pin, family);
            }
            for (NetworkRule rule : routing.rules(family)) {
                ensure(rule);
            }
        }
        return removeUnwanted();
    }

    private void uplinkTables(Routing routing, RoutePlan plan, Family family) throws IOException {
        for (Uplink uplink : routing.uplinks(family)) {
            DefaultRoute backstop = routing.backstop(family, uplink);
            try {
                ensure(backstop);
            } catch (LinuxException e) {
                refusals.other(e);
            }
        }
        for (Path path : plan.paths(family)) {
            ensureFor(path, routing.own(path));
        }
    }

    private void balancedTable(Routing routing, RoutePlan plan, Family family) throws IOException {
        List<NextHop> planned = plan.hops(family);
        if (planned.isEmpty()) {
            return;
        }
        if (routing.hasFallbacks(family)) {
            for (NextHop hop : planned) {
                ensureFor(hop.path(), routing.fallback(hop));
            }
        }
        want(routing.balanced(planned)); // what stands in its place stays if every hop is refused
        balance(routing::balanced, planned, family);
    }

    private void pinTable(Routing routing, PinRoute pin, Family family) throws IOException {
        for (DefaultRoute backstop :
                routing.backstop(family, pin.pin()).stream().toList()) {
            try {
                ensure(backstop);
            } catch (LinuxException e) {
                refusals.other(e);
            }
        }
        for (DefaultRoute route : routing.single(pin, family)) {
            ensureFor(route.hops().get(0).path(), route);
        }
        if (Routing.isShared(pin, family)) {
            want(routing.shared(pin.pin(), pin.hops(family)));
            balance(hops -> routing.shared(pin.pin(), hops), pin.hops(family), family);
        }
    }

    /** A route through as many of the planned hops as the kernel takes. */
    private void balance(Function<List<NextHop>, DefaultRoute> route, List<NextHop> planned, Family family)
            throws IOException {
        List<NextHop> hops = distinct(refusals.without(planned), family);
        if (!hops.isEmpty() && !balanceAll(route, hops)) {
            balanceOneByOne(route, hops);
        }
    }

    /** In IPv6 the kernel takes no hop twice, and what it does until it notices would be told as a change by others. */
    private List<NextHop> distinct(List<NextHop> hops, Family family) {
        var seen = new HashMap<String, NextHop>();
        var distinct = new ArrayList<NextHop>();
        for (NextHop hop : hops) {
            NextHop same =
                    seen.putIfAbsent(hop.path().device() + " " + hop.path().gateway(), hop);
            if (same == null || family == Family.IPV4) {
                distinct.add(hop);
            } else {
                refusals.path(hop.path(), "it has the interface and IPv6 gateway of " + same.path());
            }
        }
        return distinct;
    }

    /** False: refused, but it may be the fault of one hop only. */
    private boolean balanceAll(Function<List<NextHop>, DefaultRoute> route, List<NextHop> hops) throws IOException {
        try {
            ensure(route.apply(hops));
            return true;
        } catch (LinuxException e) {
            if (hops.size() > 1 && e.errno() != LinuxException.EPERM) {
                return false;
            }
            refusals.path(hops.get(0).path(), e);
            return true;
        }
    }

    /** Each hop is accepted alone but not all together: finds out with which one the kernel begins to refuse. */
    private void balanceOneByOne(Function<List<NextHop>, DefaultRoute> route, List<NextHop> hops) throws IOException {
        var accepted = new ArrayList<NextHop>();
        for (NextHop hop : hops) {
            accepted.add(hop);
            try {
                ensure(route.apply(accepted));
            } catch (LinuxException e) {
                refusals.path(hop.path(), e);
                accepted.remove(hop);
            }
        }
    }

    private void ensureFor(Path path, DefaultRoute route) throws IOException {
        if (!links.containsKey(path.device())) {
            refusals.path(path, "there is no interface " + path.device());
            want(route);
            return;
        }
        try {
            ensure(route);
        } catch (LinuxException e) {
            refusals.path(path, e);
        }
    }

    private NetworkRoute want(DefaultRoute route) {
        NetworkRoute wanted = route.toKernel(links);
        wantedRoutes.add(wanted);
        return wanted;
    }

    private void ensure(DefaultRoute route) throws IOException {
        NetworkRoute wanted = want(route);
        var present = own.at(wanted);
        if (present.isPresent()) {
            if (!OwnObjects.isSame(present.get(), wanted)) {
                socket.replace(wanted);
                written.add(name(wanted));
            }
            return;
        }
        try {
            socket.add(wanted);
            written.add(name(wanted));
        } catch (LinuxException e) {
            if (e.errno() != LinuxException.EEXIST) {
                throw e;
            }
            refusals.conflict(wanted + " cannot be made, its place is taken by " + holder(wanted));
        }
    }

    /** For people: {@code default route of table 200 (IPv4)}. */
    private static String name(Object written) {
        if (written instanceof NetworkRoute route) {
            return "default route of table " + route.table() + " (" + route.family() + ")";
        }
        return written instanceof NetworkRule rule
                ? "rule " + rule.priority() + " (" + rule.family() + ")"
                : written.toString();
    }

    private String holder(NetworkRoute wanted) throws IOException {
        return socket.allRoutes(wanted.family()).stream()
                .map(NetlinkFound::object)
                .filter(wanted::samePlace)
                .map(NetworkRoute::toString)
                .findFirst()
                .orElse("a route that has gone since");
    }

    private void ensure(NetworkRule wanted) throws IOException {
        wantedRules.add(wanted);
        if (own.has(wanted)) {
            return;
        }
        try {
            socket.add(wanted);
            written.add(name(wanted));
        } catch (LinuxException e) {
            if (e.errno() == LinuxException.EEXIST) {
                takenBy(wanted);
            } else {
                refusals.other(e);
            }
        }
    }

    /** Some kernels refuse a rule that differs from another in its tag only: ours of a former tag may stay. */
    private void takenBy(NetworkRule wanted) {
        List<NetworkRule> former = own.rules().stream()
                .map(NetlinkFound::object)
                .filter(wanted::sameEffect)
                .toList();
        wantedRules.addAll(former);
        if (former.isEmpty()) {
            refusals.conflict("rule " + wanted + " cannot be made, another program made the same without our tag:"
                    + " ip rule del priority " + wanted.priority());
        }
    }

    /** Deletes what is ours and not wanted, rules first and from the last one up: the guard before what it guards. */
    List<String> removeUnwanted() throws IOException {
        var rules = new ArrayList<>(own.rules());
        rules.removeIf(r -> wantedRules.contains(r.object()));
        rules.sort(Comparator.comparingLong(
                        (NetlinkFound<NetworkRule> r) -> r.object().priority())
                .reversed());
        for (NetlinkFound<NetworkRule> rule : rules) {
            delete(rule);
        }
        for (NetlinkFound<NetworkRoute> route : own.routes()) {
            if (!isWanted(route.object())) {
                delete(route);
            }
        }
        return written;
    }

    /** A route in a wanted one's place may just have been replaced; a second one there goes in the next pass. */
    private boolean isWanted(NetworkRoute route) {
        List<NetworkRoute> here = wantedRoutes.stream().filter(route::samePlace).toList();
        boolean same = here.stream().anyMatch(w -> OwnObjects.isSame(route, w));
        boolean other = here.stream()
                .anyMatch(w -> own.at(w).filter(r -> OwnObjects.isSame(r, w)).isPresent());
        return !here.isEmpty() && (same || !other);
    }

    private void delete(NetlinkFound<?> found) throws IOException {
        try {
            socket.delete(found);
            written.add(name(found.object()));
        } catch (LinuxException e) {
            if (!Set.of(LinuxException.ESRCH, LinuxException.ENOENT, LinuxException.ENODEV)
                    .contains(e.errno())) {
                refusals.other(e);
            }
        }
    }
}
