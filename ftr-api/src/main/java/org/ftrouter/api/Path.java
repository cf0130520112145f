// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api;

import java.net.InetAddress;
import java.util.Optional;

/**
 * An uplink in one address family as the kernel has it now. A path exists only while its source address does.
 *
 * @param uplink the uplink it belongs to
 * @param family the address family
 * @param source the address that packets through this path carry
 * @param gateway the next router, empty on a point-to-point interface
 */
public record Path(Uplink uplink, Family family, InetAddress source, Optional<InetAddress> gateway) {

    /** Checks that addresses are of the family. */
    public Path {
        if (Family.of(source) != family) {
            throw new IllegalArgumentException(source + " is not " + family);
        }
    }

    /** The interface. */
    public String device() {
        return uplink.device();
    }

    /** The packet mark that sends a probe through this path's own routing table. */
    public int mark() {
        return uplink.probeMark();
    }

    /** What the engine and people call it: the uplink's name, with the family if it is not IPv4. */
    @Override
    public String toString() {
        return family == Family.IPV4 ? uplink.name() : uplink.name() + "/" + family;
    }
}
