// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.Uplink;
import org.ftrouter.engine.cycle.probe.NetworkSource;
import org.ftrouter.linux.NetworkAddress;
import org.ftrouter.linux.NetworkHop;
import org.ftrouter.linux.NetworkLink;
import org.ftrouter.linux.NetworkRoute;
import org.ftrouter.linux.NetworkState;
import org.jspecify.annotations.Nullable;

/** Interfaces, addresses and default routes as Linux keeps them, to be pulled about by a scenario. */
public final class ModelKernel implements NetworkSource {
    /** As late as the real one may tell of a lost or regained carrier, if it told of one within the last second. */
    private static final long CARRIER_EVENT_LATE = 700_000_000;

    private static final long SECOND = 1_000_000_000;

    /** A foreign route's protocol: a DHCP client's. */
    private static final int DHCP = 16;

    private final Ticker clock;
    private final LongConsumer tellLater;
    private final Map<String, ModelLink> links = new LinkedHashMap<>();
    private final Map<String, ModelLink> byUplink = new LinkedHashMap<>();
    private final ModelFib fib = new ModelFib();
    private int indexes;
    private long quietSince;
    private @Nullable Runnable listener;
    private @Nullable Runnable routeListener;

    /**
     * A kernel with an interface for each uplink, up and with its addresses.
     *
     * @param tellLater takes the longest delay of an event that is due, and calls {@code tell} within it
     */
    ModelKernel(List<Uplink> uplinks, Ticker clock, LongConsumer tellLater) {
        this.clock = clock;
        this.tellLater = tellLater;
        uplinks.forEach(this::add);
    }

    /** There is an interface for this uplink, too, unless it is known already. */
    void add(Uplink uplink) {
        if (!byUplink.containsKey(uplink.name())) {
            ModelLink link = links.computeIfAbsent(
                    uplink.device(),
                    name -> new ModelLink(name, ++indexes, uplink.gateways().isEmpty()));
            byUplink.put(uplink.name(), link);
            uplink.families().forEach(family -> address(link, uplink, family));
        }
    }

    private void address(ModelLink link, Uplink uplink, Family family) {
        link.addresses.put(family, uplink.address(family).orElseGet(() -> madeUp(family, link.index, 2)));
        if (uplink.gateway(family).isEmpty() && !link.pointToPoint) {
            link.learntGateways.put(family, madeUp(family, link.index, 1));
        }
    }

    /** Of the documentation's networks. */
    private static InetAddress madeUp(Family family, int link, int host) {
        try {
            return InetAddress.getByName(
                    family == Family.IPV4 ? "203.0.113." + (4 * link + host) : "2001:db8:" + link + "::" + host);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- for a scenario

    /** Plugs the cable in or out; the event may come late if it is not the first for a second (net/core/link_watch.c). */
    public void carrier(String uplink, boolean on) {
        carrier(uplink, on, clock.nanos() - quietSince >= SECOND ? 0 : CARRIER_EVENT_LATE);
        quietSince = clock.nanos();
    }

    /** The same, with the event at most so many nanoseconds late. */
    public void carrier(String uplink, boolean on, long late) {
        link(uplink).carrier = on;
        tellLater.accept(late);
    }

    /** Switches the interface on or off. */
    public void up(String uplink, boolean on) {
        ModelLink link = link(uplink);
        if (link.exists && link.up != on) {
            link.up = on;
            addressesOrLinkChanged(link);
        }
    }

    /** Without an address IPv4 takes an interface for switched off; to the routes of IPv6 addresses do not matter. */
    private void addressesOrLinkChanged(ModelLink link) {
        for (Family family : Family.values()) {
            if (link.up && (family == Family.IPV6 || link.addresses.containsKey(family))) {
                fib.linkUp(family, link.index);
            } else {
                fib.linkDown(family, link.index);
            }
        }
        tellLater.accept(0);
    }

    /** Deletes the interface, as a hang-up of PPP does. */
    public void delete(String uplink) {
        ModelLink link = link(uplink);
        if (link.exists) {
            link.exists = false;
            fib.linkDeleted(link.index);
            tellLater.accept(0);
        }
    }

    /** Makes the interface again, under a number of its own. */
    public void create(String uplink) {
        ModelLink link = link(uplink);
        if (!link.exists) {
            link.exists = true;
            link.index = ++indexes;
            link.up = true;
            tellLater.accept(0);
        }
    }

    /** Takes the uplink's address of a family away. */
    public void removeAddress(String uplink, Family family) {
        ModelLink link = link(uplink);
        if (link.addresses.remove(family) != null) {
            addressesOrLinkChanged(link);
        }
    }

    /** Gives the uplink its address of a family again. */
    public void addAddress(Uplink uplink, Family family) {
        ModelLink link = link(uplink.name());
        address(link, uplink, family);
        addressesOrLinkChanged(link);
    }

    /**
     * The other side gives the uplink another address of a family in the place of the one that it has. What the kernel does
     * to routes that name the old one as their source is not modelled.
     */
    public void renumber(String uplink, Family family) {
        ModelLink link = link(uplink);
        InetAddress first = madeUp(family, link.index, 2);
        InetAddress before = link.addresses.get(family);
        if (before != null) {
            link.addresses.put(family, before.equals(first) ? madeUp(family, link.index, 3) : first);
            addressesOrLinkChanged(link);
        }
    }

    /** Another program deletes a table's default routes, and the kernel tells. */
    public void damage(Family family, int table) {
        fib.routes().stream()
                .filter(r -> r.family() == family && r.table() == table)
                .forEach(fib::delete);
        tellLater.accept(0);
    }

    private ModelLink link(String uplink) {
        return Objects.requireNonNull(byUplink.get(uplink), uplink);
    }

    void connect(String uplink, Line line) {
        link(uplink).lines.add(line);
    }

    // ---- for the simulation

    /** Whether a packet through a path gets onto its interface's wire: that is up, and the source is an address of it. */
    boolean passes(Path path) {
        ModelLink link = links.get(path.device());
        return link != null && link.passes(path.family()) && path.source().equals(link.addresses.get(path.family()));
    }

    /** An uplink's address of a family now. */
    Optional<InetAddress> address(String uplink, Family family) {
        return Optional.ofNullable(link(uplink).addresses.get(family));
    }

    /** Whether an uplink could carry packets of a family, as far as its own interface goes. */
    public boolean usable(String uplink, Family family) {
        return link(uplink).passes(family);
    }

    /** Whether a route through a hop can be made now. */
    boolean installable(Family family, NetworkHop hop) {
        return links.values().stream()
                .anyMatch(l -> l.index == hop.link() && l.exists && l.up && l.addresses.containsKey(family));
    }

    /** A hop without carrier is passed over, for FTR sets {@code ignore_routes_with_linkdown}. */
    private boolean works(NetworkHop hop) {
        return links.values().stream().anyMatch(l -> l.index == hop.link() && l.exists && l.up && l.carrier);
    }

    /** Whether packets of the family find a way out of the table now. */
    public boolean leadsOut(Family family, int table) {
        return fib.lookup(family, table, this::works).isPresent();
    }

    /** The interfaces to which a table's foremost route leads, whether they work or not. */
    public List<String> members(Family family, int table) {
        return fib.first(family, table).stream()
                .flatMap(r -> r.hops().stream())
                .flatMap(h -> links.values().stream().filter(l -> l.index == h.link()))
                .map(l -> l.name)
                .toList();
    }

    Optional<Integer> index(String device) {
        return Optional.ofNullable(links.get(device)).filter(l -> l.exists).map(l -> l.index);
    }

    /** How often routes have been written so far. */
    public long writes() {
        return fib.writes();
    }

    ModelFib fib() {
        return fib;
    }

    /** An event reaches those who listen. */
    void tell() {
        if (listener != null) {
            listener.run();
        }
        if (routeListener != null) {
            routeListener.run();
        }
    }

    void watchRoutes(Runnable onChange) {
        routeListener = onChange;
    }

    // ---- for the engine

    @Override
    public NetworkState read() {
        var addresses = new ArrayList<NetworkAddress>();
        var defaults = new ArrayList<NetworkRoute>();
        for (ModelLink link : links.values()) {
            if (link.exists) {
                link.addresses.forEach((family, address) -> addresses.add(
                        new NetworkAddress(link.index, address, address, family.bits(), 0, false, false, false)));
                link.learntGateways.forEach((family, gateway) -> defaults.add(NetworkRoute.defaultThrough(
                        family,
                        254,
                        100,
                        DHCP,
                        Optional.empty(),
                        List.of(new NetworkHop(link.index, Optional.of(gateway), 1)))));
            }
        }
        return new NetworkState(networkLinks(), addresses, defaults);
    }

    private List<NetworkLink> networkLinks() {
        var all = new ArrayList<NetworkLink>(links.size());
        for (ModelLink link : links.values()) {
            if (link.exists) {
                all.add(link.toNetworkLink(clock.nanos()));
            }
        }
        return all;
    }

    @Override
    public NetworkState refreshLinks(NetworkState last, Set<String> devices) {
        return new NetworkState(networkLinks(), last.addresses(), last.defaults());
    }

    @Override
    public void watch(Runnable onChange) {
        listener = onChange;
    }

    @Override
    public void close() {}
}
