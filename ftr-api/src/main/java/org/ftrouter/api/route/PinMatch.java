// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.ftrouter.api.Family;

/**
 * Which new connections a pin is for: all conditions hold. An empty list or value is no condition; of a list one has to
 * fit.
 *
 * @param sources where they come from
 * @param destinations where they go
 * @param protocols numbers of IP protocols; ICMP is 1 in IPv4 and 58 in IPv6
 * @param sourcePorts only with protocols that have ports
 * @param destinationPorts only with protocols that have ports
 * @param device the downlink they come in from
 * @param dscp the differentiated services code point of their first packet, 0 to 63
 * @param user number of the user of this machine whose program opens them
 * @param cgroup path of the control group (version 2) of the program of this machine that opens them, without a leading
 *     slash
 */
public record PinMatch(
        List<Prefix> sources,
        List<Prefix> destinations,
        List<Integer> protocols,
        List<Ports> sourcePorts,
        List<Ports> destinationPorts,
        Optional<String> device,
        OptionalInt dscp,
        OptionalLong user,
        Optional<String> cgroup) {

    /** ICMP of IPv4. */
    public static final int ICMP = 1;

    /** ICMP of IPv6. */
    public static final int ICMPV6 = 58;

    /** Every connection that comes from our networks. */
    public static final PinMatch EVERYTHING = new PinMatch(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalLong.empty(),
            Optional.empty());

    /** Copies. */
    public PinMatch {
        sources = List.copyOf(sources);
        destinations = List.copyOf(destinations);
        protocols = List.copyOf(protocols);
        sourcePorts = List.copyOf(sourcePorts);
        destinationPorts = List.copyOf(destinationPorts);
    }

    /** Whether it is for connections that programs of this machine open; otherwise for those of our networks. */
    public boolean ofThisMachine() {
        return user.isPresent() || cgroup.isPresent();
    }

    /** The families in which anything can fit. */
    public Set<Family> families() {
        var families = EnumSet.noneOf(Family.class);
        for (Family family : Family.values()) {
            boolean fits = hasAny(sources, family) && hasAny(destinations, family);
            if (fits && (protocols.isEmpty() || !protocols(family).isEmpty())) {
                families.add(family);
            }
        }
        return families;
    }

    private static boolean hasAny(List<Prefix> prefixes, Family family) {
        return prefixes.isEmpty() || prefixes.stream().anyMatch(p -> p.family() == family);
    }

    /** The protocols there are in a family. */
    public List<Integer> protocols(Family family) {
        int foreign = family == Family.IPV4 ? ICMPV6 : ICMP;
        return protocols.stream().filter(p -> p != foreign).toList();
    }
}
