// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import static org.ftrouter.api.testkit.PrivateNetwork.sh;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.Layout;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.RoutePlan;

/**
 * Uplinks {@code u1, u2, ...} on cables of their own: interface {@code up1} with {@code 10.1.0.2/24} and {@code
 * 2001:db8:1::2/64}, gateway {@code 10.1.0.1} and {@code 2001:db8:1::1}, the cable's other end {@code isp1}.
 */
public final class TestUplinks {
    /** Numbers as a default configuration would have them. */
    public static final Layout LAYOUT = new Layout(0xff00, 199, 200, 31000, 31100, 31200, 31300, 31400, 31500);

    private TestUplinks() {}

    /** Plugs in one cable; the namespace must be private. */
    public static void plug(int number) {
        String device = "up" + number;
        sh(
                "ip link add " + device + " type veth peer name isp" + number,
                "ip link set isp" + number + " addrgenmode none",
                "ip link set " + device + " addrgenmode none",
                "ip link set isp" + number + " up",
                "ip link set " + device + " up");
        address(number);
        awaitRoutes("isp" + number, "ff00::/8");
    }

    /** Gives the uplink its addresses. */
    public static void address(int number) {
        sh(
                "ip addr add 10." + number + ".0.2/24 dev up" + number,
                "ip addr add 2001:db8:" + number + "::2/64 nodad dev up" + number);
        awaitRoutes("up" + number, "ff00::/8", "local 2001:db8:" + number + "::2 ");
    }

    /** The kernel adds routes of its own when the line is up and has its address, some time after the commands. */
    private static void awaitRoutes(String device, String... routes) {
        long start = System.nanoTime();
        while (!Stream.of(routes).allMatch(sh("ip -6 route show table local dev " + device)::contains)) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(20)) {
                throw new AssertionError(device + " does not come up");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The uplink of a number, static, both families. */
    public static Uplink uplink(int number, Family... families) {
        return new Uplink(
                "u" + number,
                "up" + number,
                "",
                Set.of(families.length == 0 ? Family.values() : families),
                List.of(ip("10." + number + ".0.2"), ip("2001:db8:" + number + "::2")),
                List.of(ip("10." + number + ".0.1"), ip("2001:db8:" + number + "::1")),
                1,
                OptionalInt.of(1),
                1000 + number,
                number << 8,
                (128 + number) << 8);
    }

    /** The path of a static uplink. */
    public static Path path(Uplink uplink, Family family) {
        return new Path(uplink, family, uplink.address(family).orElseThrow(), uplink.gateway(family));
    }

    /** All uplinks with all their paths, and the given uplinks (by position, from 0) as members of weight 1. */
    public static RoutePlan plan(List<Uplink> uplinks, int... members) {
        var paths = new ArrayList<Path>();
        var hops = new ArrayList<NextHop>();
        for (Uplink uplink : uplinks) {
            uplink.families().stream().sorted().forEach(f -> paths.add(path(uplink, f)));
        }
        for (int member : members) {
            Uplink uplink = uplinks.get(member);
            uplink.families().stream().sorted().forEach(f -> hops.add(new NextHop(path(uplink, f), 1)));
        }
        return new RoutePlan(LAYOUT, new Downlinks(List.of(), List.of()), uplinks, paths, hops);
    }

    /** A numeric address. */
    public static InetAddress ip(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
