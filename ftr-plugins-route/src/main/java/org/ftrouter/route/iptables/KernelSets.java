// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.io.IOException;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.linux.IpSets;

/** The sets of the kernel, in the network namespace of whichever thread asks. */
final class KernelSets implements PairSets.Kernel {
    private final String type;

    /** Those of a type. */
    KernelSets(String type) {
        this.type = type;
    }

    @Override
    public boolean knowsPairs() throws IOException {
        try (IpSets sets = IpSets.open()) {
            return sets.knows(type);
        }
    }

    @Override
    public void create(String name, Family family) throws IOException {
        try (IpSets sets = IpSets.open()) {
            sets.create(name, type, family, PairSet.MOST);
        }
    }

    @Override
    public Set<String> names() throws IOException {
        try (IpSets sets = IpSets.open()) {
            return sets.names();
        }
    }

    @Override
    public boolean destroy(String name) throws IOException {
        try (IpSets sets = IpSets.open()) {
            return sets.destroy(name);
        }
    }
}
