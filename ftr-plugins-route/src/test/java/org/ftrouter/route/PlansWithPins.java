// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.Ports;
import org.ftrouter.api.route.Prefix;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Sticky;
import org.ftrouter.api.testkit.TestUplinks;

/** Plans with pins, for tests. */
public final class PlansWithPins {
    private PlansWithPins() {}

    public static Prefix prefix(String address, int length) {
        return new Prefix(TestUplinks.ip(address), length);
    }

    public static PinMatch match(
            List<Prefix> sources, List<Prefix> destinations, List<Integer> protocols, List<Ports> destinationPorts) {
        return new PinMatch(
                sources,
                destinations,
                protocols,
                List.of(),
                destinationPorts,
                Optional.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    public static PinMatch ofUser(long user) {
        return ofProgram(OptionalLong.of(user), Optional.empty());
    }

    public static PinMatch ofGroup(String path) {
        return ofProgram(OptionalLong.empty(), Optional.of(path));
    }

    private static PinMatch ofProgram(OptionalLong user, Optional<String> cgroup) {
        return new PinMatch(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                OptionalInt.empty(),
                user,
                cgroup);
    }

    public static RoutePlan plan(PinMatch... matches) {
        RoutePlan plan = Plans.plan(Plans.LAN_AND_DMZ, Plans.fibre(), Plans.dual());
        return plan.with(IntStream.range(0, matches.length)
                .mapToObj(i -> new Pin(
                        "pin" + i, matches[i], List.of(new Pin.Via("fibre", 1)), false, false, 126 - i, (126 - i) << 8))
                .map(pin -> new PinRoute(pin, List.of()))
                .toList());
    }

    /** One of every kind. */
    public static RoutePlan everyKind() {
        var networks = List.of(prefix("203.0.113.0", 24), prefix("203.0.113.7", 32), prefix("2001:db8:7::", 48));
        var ports = List.of(new Ports(5060, 5070), new Ports(25, 25), new Ports(26, 26));
        return plan(
                match(List.of(prefix("10.9.0.0", 24), prefix("10.9.1.7", 32)), networks, List.of(6, 17), ports),
                match(List.of(), List.of(), List.of(6), ports),
                match(List.of(prefix("0.0.0.0", 0)), List.of(), List.of(PinMatch.ICMP, PinMatch.ICMPV6), List.of()),
                match(List.of(), List.of(), List.of(PinMatch.ICMP, PinMatch.ICMPV6), List.of()),
                match(List.of(), List.of(), List.of(132, 200), List.of()),
                fromInterface("eth3", 46, new Ports(20000, 20099)),
                ofUser(13));
    }

    private static PinMatch fromInterface(String device, int dscp, Ports sourcePorts) {
        return new PinMatch(
                List.of(),
                List.of(),
                List.of(6, 17),
                List.of(sourcePorts),
                List.of(),
                Optional.of(device),
                OptionalInt.of(dscp),
                OptionalLong.empty(),
                Optional.empty());
    }

    /** Clients that keep to the fibre or to the uplink of both families, each of the kinds of clients. */
    public static RoutePlan sticky() {
        RoutePlan plan = Plans.plan(Plans.LAN_AND_DMZ, Plans.fibre(), Plans.dual());
        return plan.with(stickyPins());
    }

    /** For plans that have the uplinks fibre and dual. */
    public static List<PinRoute> stickyPins() {
        var https = match(List.of(), List.of(), List.of(6), List.of(new Ports(443, 443)));
        return List.of(
                sticky("shops", https, Sticky.By.SOURCE_DESTINATION, Duration.ofMinutes(90), 126),
                sticky("all", PinMatch.EVERYTHING, Sticky.By.SOURCE, Duration.ofMinutes(10), 123));
    }

    private static PinRoute sticky(String name, PinMatch match, Sticky.By by, Duration lasts, int id) {
        var ways = List.of(way("fibre", id - 1), way("dual", id - 2));
        var via = List.of(new Pin.Via("fibre", 1), new Pin.Via("dual", 1));
        var sticky = Optional.of(new Sticky(by, lasts, ways));
        return new PinRoute(new Pin(name, match, via, true, false, id, id << 8, sticky), List.of());
    }

    private static Sticky.Way way(String uplink, int id) {
        return new Sticky.Way(uplink, id, id << 8);
    }
}
