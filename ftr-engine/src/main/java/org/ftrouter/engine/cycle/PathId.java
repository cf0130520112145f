// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle;

import org.ftrouter.api.Family;
import org.ftrouter.api.Path;

/** What stays the same of a path while addresses and gateways come and go. */
public record PathId(String uplink, Family family) {

    public static PathId of(Path path) {
        return new PathId(path.uplink().name(), path.family());
    }

    /** By hand, as it is the key of every map of every turn. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PathId id && family == id.family && uplink.equals(id.uplink);
    }

    @Override
    public int hashCode() {
        return 2 * uplink.hashCode() + (family == Family.IPV4 ? 0 : 1);
    }

    /** As people call it: the uplink's name, with the family if it is not IPv4. */
    @Override
    public String toString() {
        return family == Family.IPV4 ? uplink : uplink + "/" + family;
    }
}
