// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.InetAddress;
import java.util.Optional;

/**
 * What the kernel knows of an uplink in one address family.
 *
 * @param exists whether its interface is there
 * @param up whether the administrator set the interface up
 * @param carrier whether the line below it is up
 * @param source the configured address if the interface has it now, or the learnt one
 * @param gateway the configured gateway, or the learnt one
 * @param gatewayNeeded whether packets cannot leave without a gateway
 * @param rxPackets packets the interface has received
 * @param txPackets packets the interface has sent
 */
public record PathFacts(
        boolean exists,
        boolean up,
        boolean carrier,
        Optional<InetAddress> source,
        Optional<InetAddress> gateway,
        boolean gatewayNeeded,
        long rxPackets,
        long txPackets) {

    /** The facts of an uplink without an interface. */
    public static final PathFacts NONE =
            new PathFacts(false, false, false, Optional.empty(), Optional.empty(), true, 0, 0);

    /** Whether it has all that a route through it takes, carrier aside. */
    public boolean routable() {
        return up && source.isPresent() && (gateway.isPresent() || !gatewayNeeded);
    }
}
