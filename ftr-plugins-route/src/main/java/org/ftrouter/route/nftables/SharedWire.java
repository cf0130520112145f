// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.util.List;
import java.util.stream.Stream;
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
    static final Family FAMILY = Family.IPV4;

    private final RoutePlan plan;

    SharedWire(RoutePlan plan) {
        this.plan = plan;
    }

    boolean isShared(Uplink uplink, Family family) {
        return family == FAMILY && !plan.sharing(uplink, FAMILY).isEmpty();
    }

    /** A match for packets that leave through an uplink. */
    String outgoing(Uplink uplink) {
        return "meta nfproto ipv4 " + realm(uplink);
    }

    private String realm(Uplink uplink) {
        return "oifname \"" + uplink.device() + "\" meta rtclassid & 65535 == "
                + plan.layout().realm(uplink) + " ";
    }

    /** A match for packets that come in through an uplink. */
    String incoming(Uplink uplink) {
        return "iifname \"" + uplink.device() + "\" ip daddr " + address(uplink) + " ";
    }

    /** That uplinks share an interface implies that they have one. */
    private static String address(Uplink uplink) {
        return Addresses.text(uplink.address(FAMILY).orElseThrow());
    }

    /** The rule for whatever leaves through an uplink without an address of that interface. */
    String translation(Uplink uplink) {
        return outgoing(uplink) + target(uplink);
    }

    private static String target(Uplink uplink) {
        return "snat ip to " + address(uplink);
    }

    /**
     * For what the router sends, which may bear the address of a neighbour on the wire: the kernel chooses it before it
     * has chosen the way if both gateways are in one network.
     */
    Stream<String> exchangeOfNeighbours() {
        return shared().flatMap(uplink -> plan.sharing(uplink, FAMILY).stream()
                .map(other -> "ip saddr " + address(other) + " " + realm(uplink) + target(uplink)));
    }

    /**
     * For what comes from our networks. Last comes what took none of our routes, such as connections with the provider's
     * own network.
     */
    Stream<String> translations() {
        List<String> devices = shared().map(Uplink::device).distinct().toList();
        return Stream.concat(
                shared().map(this::translation),
                devices.stream().map(device -> "meta nfproto ipv4 oifname \"" + device + "\" masquerade"));
    }

    private Stream<Uplink> shared() {
        return plan.uplinks().stream().filter(uplink -> isShared(uplink, FAMILY));
    }
}
