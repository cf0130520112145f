// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.route.Addresses;

/**
 * How packets of uplinks that share an interface are known: outgoing ones by the realm of the route they took, incoming
 * ones by the address they were sent to. Only IPv4 has realms. The upper half of a packet's realm is that of its way back,
 * and masked out.
 */
final class SharedWire {
    private static final Family FAMILY = Family.IPV4;

    private final RoutePlan plan;

    SharedWire(RoutePlan plan) {
        this.plan = plan;
    }

    boolean isShared(Uplink uplink, Family family) {
        return family == FAMILY && !plan.sharing(uplink, FAMILY).isEmpty();
    }

    /** A match for packets that leave through an uplink. */
    String outgoing(Uplink uplink, Family family) {
        return "-o " + uplink.device() + (isShared(uplink, family) ? " " + realm(uplink) : "");
    }

    /** A match for packets that come in through an uplink. */
    String incoming(Uplink uplink, Family family) {
        return (isShared(uplink, family) ? "-d " + address(uplink) + "/32 " : "") + "-i " + uplink.device();
    }

    /** A match for packets whose route carries an uplink's realm. */
    String realm(Uplink uplink) {
        return "-m realm --realm 0x" + Integer.toHexString(plan.layout().realm(uplink)) + "/0xffff";
    }

    /** That uplinks share an interface implies that they have one. */
    private static String address(Uplink uplink) {
        return Addresses.text(uplink.address(FAMILY).orElseThrow());
    }

    /**
     * Rules that give what leaves the address of the uplink it leaves through. The router's own packets may bear that of a
     * neighbour on the wire: the kernel chooses it before it has chosen the way if both gateways are in one network. Last
     * comes what took none of our routes, such as connections with the provider's own network.
     */
    List<Rule> translation() {
        var rules = new ArrayList<Rule>();
        for (Uplink uplink : plan.uplinks()) {
            if (isShared(uplink, FAMILY)) {
                String leaving = outgoing(uplink, FAMILY);
                String target = " -j SNAT --to-source " + address(uplink);
                plan.sharing(uplink, FAMILY)
                        .forEach(other -> rules.add(rule("-s " + address(other) + "/32 " + leaving + target)));
                rules.add(rule(leaving + ChainRules.FOREIGN_SOURCE + target));
            }
        }
        plan.uplinks().stream()
                .filter(uplink -> isShared(uplink, FAMILY))
                .map(Uplink::device)
                .distinct()
                .forEach(device -> rules.add(rule("-o " + device + ChainRules.FOREIGN_SOURCE + " -j MASQUERADE")));
        return rules;
    }

    private static Rule rule(String text) {
        return new Rule(Set.of(FAMILY), text);
    }
}
