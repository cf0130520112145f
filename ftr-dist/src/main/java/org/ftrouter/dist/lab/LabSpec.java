// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ftrouter.api.Family;
import org.jspecify.annotations.Nullable;

/**
 * What a lab consists of.
 *
 * @param name of its namespaces and folder
 * @param kept whether it outlives the process that built it
 * @param ftr the program to use instead of that of the distribution
 * @param families that the daemon routes and the meter uses
 */
record LabSpec(
        String name,
        List<LabUplink> uplinks,
        boolean dmz,
        boolean kept,
        @Nullable Path ftr,
        Set<Family> families) {
    LabSpec {
        if (!name.matches("[a-z0-9]{1,20}")) {
            throw new IllegalArgumentException("lab name " + name + ": 1 to 20 of a-z and 0-9");
        }
        uplinks = List.copyOf(uplinks);
        var names = new HashSet<String>();
        for (LabUplink uplink : uplinks) {
            if (!names.add(uplink.name())) {
                throw new IllegalArgumentException("two uplinks are called " + uplink.name());
            }
        }
        if (uplinks.isEmpty()) {
            throw new IllegalArgumentException("a lab needs an uplink");
        }
        families = Set.copyOf(families);
        for (LabUplink uplink : uplinks) {
            if (families.contains(Family.IPV6) && !uplink.line().takesIpv6()) {
                throw new IllegalArgumentException(
                        "a lab's uplinks of the kind " + uplink.line() + " have IPv4 only: " + uplink.name());
            }
        }
        if (families.isEmpty()) {
            throw new IllegalArgumentException("a lab needs an address family");
        }
    }

    /** The families that its machines have addresses of: IPv4 always. */
    Set<Family> wired() {
        return families.contains(Family.IPV6) ? EnumSet.allOf(Family.class) : EnumSet.of(Family.IPV4);
    }

    /** Whether some uplinks share a port of the router, with a switch between it and their providers. */
    boolean hasSwitch() {
        return uplinks.stream().anyMatch(uplink -> uplink.line().shared());
    }
}
