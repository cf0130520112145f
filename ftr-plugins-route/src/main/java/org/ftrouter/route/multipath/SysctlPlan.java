// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;

/** The sysctls that a plan needs. Pure. */
final class SysctlPlan {
    static final String FORWARD_IPV4 = "net/ipv4/ip_forward";
    static final String FORWARD_IPV6 = "net/ipv6/conf/all/forwarding";
    static final String IPV6_FIELDS = "net/ipv6/fib_multipath_hash_fields";
    private static final String HASH = "fib_multipath_hash_policy";
    private static final int BY_FIELDS = 3;
    private static final int BOTH_ADDRESSES = 3;

    /** By what a connection picks its uplink. */
    enum Hash {
        /** Addresses only: all connections between two hosts take the same uplink. */
        L3,
        /** Addresses and ports. */
        L4
    }

    /**
     * One setting.
     *
     * @param key its place below {@code /proc/sys}, with slashes, because interface names have dots
     * @param value what it ought to be
     * @param device the interface it belongs to, or {@code ""}
     */
    record Sysctl(String key, int value, String device) {}

    private SysctlPlan() {}

    /**
     * In the order in which they are to be set: before forwarding is, the interfaces must go on hearing routers.
     *
     * @param fields whether the kernel can be told by which fields of IPv6 packets it is to choose; else, by addresses, it
     *     also regards the flow label, of which Linux gives every connection another
     */
    static List<Sysctl> of(RoutePlan plan, Hash hash, boolean fields) {
        boolean ipv6 = !plan.paths(Family.IPV6).isEmpty();
        int policy = hash == Hash.L4 ? 1 : 0;
        var all = new ArrayList<Sysctl>();
        // also before there is a path: where others have turned forwarding on, there would never be one
        all.addAll(each(plan, Family.IPV6, d -> new Sysctl("net/ipv6/conf/" + d + "/accept_ra", 2, d)));
        // else, where this interface has only a deprecated address, masquerading takes one of another uplink's
        all.addAll(each(plan, Family.IPV6, d -> new Sysctl("net/ipv6/conf/" + d + "/use_oif_addrs_only", 1, d)));
        all.addAll(each(plan, Family.IPV6, d -> linkdown("ipv6", d)));
        all.addAll(each(plan, Family.IPV4, d -> new Sysctl("net/ipv4/conf/" + d + "/rp_filter", 2, d)));
        all.addAll(each(plan, Family.IPV4, d -> linkdown("ipv4", d)));
        all.add(new Sysctl("net/ipv4/" + HASH, policy, ""));
        all.add(new Sysctl(FORWARD_IPV4, 1, ""));
        if (ipv6) {
            boolean named = fields && hash == Hash.L3;
            if (named) {
                all.add(new Sysctl(IPV6_FIELDS, BOTH_ADDRESSES, ""));
            }
            all.add(new Sysctl("net/ipv6/" + HASH, named ? BY_FIELDS : policy, ""));
            all.add(new Sysctl(FORWARD_IPV6, 1, ""));
        }
        return all;
    }

    /** The kernel itself skips a hop without carrier, so that no connection fails while we catch up. */
    private static Sysctl linkdown(String family, String device) {
        return new Sysctl("net/" + family + "/conf/" + device + "/ignore_routes_with_linkdown", 1, device);
    }

    private static List<Sysctl> each(RoutePlan plan, Family family, Function<String, Sysctl> sysctl) {
        return plan.uplinks().stream()
                .filter(u -> u.families().contains(family))
                .map(Uplink::device)
                .distinct()
                .map(sysctl)
                .toList();
    }
}
