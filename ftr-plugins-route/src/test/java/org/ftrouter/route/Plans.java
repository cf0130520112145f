// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Nat;
import org.ftrouter.api.PrefixTranslation;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.Layout;
import org.ftrouter.api.route.RoutePlan;

/** Plans for tests. */
public final class Plans {
    public static final Layout LAYOUT = new Layout(0xff00, 186, 1000, 31000, 31100, 31101, 31200, 31300, 31301);
    public static final Downlinks NONE = new Downlinks(List.of(), List.of());
    public static final Downlinks LAN = new Downlinks(List.of("eth0"), List.of());
    public static final Downlinks LAN_AND_DMZ = new Downlinks(List.of("eth0"), List.of("eth3"));

    private Plans() {}

    public static RoutePlan plan(Downlinks downlinks, Uplink... uplinks) {
        return new RoutePlan(LAYOUT, downlinks, List.of(uplinks), List.of(), List.of());
    }

    /** An uplink; its number (from 1) gives table and marks, its families those of the addresses, if there are any. */
    public static Uplink uplink(int number, String name, String device, Set<Family> families, String... addresses) {
        return new Uplink(
                name,
                device,
                "",
                families,
                Arrays.stream(addresses).map(Plans::address).toList(),
                List.of(),
                1,
                OptionalInt.of(1),
                100 + number,
                number << 8,
                (0x80 + number) << 8);
    }

    /** The same uplink with another kind of translation. */
    public static Uplink with(Nat nat, Optional<PrefixTranslation> prefixes, Uplink uplink) {
        return new Uplink(
                uplink.name(),
                uplink.device(),
                uplink.description(),
                uplink.families(),
                uplink.addresses(),
                uplink.gateways(),
                uplink.weight(),
                uplink.priority(),
                uplink.table(),
                uplink.mark(),
                uplink.probeMark(),
                nat,
                prefixes);
    }

    /** Prefixes to be exchanged. */
    public static Optional<PrefixTranslation> prefixes(String inside, String outside, int length) {
        return Optional.of(new PrefixTranslation(address(inside), address(outside), length));
    }

    public static Uplink fibre() {
        return uplink(1, "fibre", "eth1", Set.of(Family.IPV4), "192.0.2.2");
    }

    public static Uplink cable() {
        return uplink(2, "cable", "eth2", Set.of(Family.IPV4), "198.51.100.2");
    }

    public static Uplink lte() {
        return uplink(3, "lte", "ppp0", Set.of(Family.IPV4));
    }

    /** Two families, of which one is static. */
    public static Uplink dual() {
        return uplink(4, "dual", "eth4", Set.of(Family.IPV4, Family.IPV6), "2001:db8:0:0:0:0:0:2");
    }

    /** The fibre and the cable on one interface, of which the cable has IPv6, too. */
    public static RoutePlan oneWire() {
        Uplink cable =
                uplink(2, "cable", "eth1", Set.of(Family.IPV4, Family.IPV6), "198.51.100.2", "2001:db8:0:0:0:0:0:2");
        return plan(LAN_AND_DMZ, fibre(), cable, lte());
    }

    /** As many uplinks as asked for, every third of them dynamic. */
    public static RoutePlan many(int count) {
        var uplinks = new ArrayList<Uplink>();
        for (int i = 1; i <= count; i++) {
            String[] addresses = i % 3 == 0 ? new String[0] : new String[] {"192.0.2." + i};
            uplinks.add(uplink(i, "u" + i, "wan" + i, Set.of(Family.IPV4), addresses));
        }
        return plan(LAN_AND_DMZ, uplinks.toArray(Uplink[]::new));
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
