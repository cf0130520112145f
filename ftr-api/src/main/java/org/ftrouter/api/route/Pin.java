// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Uplink;

/**
 * A policy: which new connections take which uplinks, whatever the balance says. Of several that match the first counts.
 *
 * @param name the administrator's name for it
 * @param match which connections
 * @param via the uplinks, in order
 * @param shared whether the usable ones of them share the connections by weight; otherwise the first usable one has all
 * @param block whether its connections are refused while none of its uplinks is usable; otherwise they are balanced like
 *     all others
 * @param table number of its routing table
 * @param mark packet mark of the first packets that it matches, within the plan's mask
 * @param sticky whether its clients keep to an uplink
 */
public record Pin(
        String name,
        PinMatch match,
        List<Via> via,
        boolean shared,
        boolean block,
        int table,
        int mark,
        Optional<Sticky> sticky) {

    /**
     * An uplink of a pin.
     *
     * @param uplink its name
     * @param weight its share relative to the others, 1 to 256; 1 if they do not share
     */
    public record Via(String uplink, int weight) {}

    /** Checks and copies. */
    public Pin {
        if (!Uplink.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("pin name '" + name + "' does not match " + Uplink.NAME);
        }
        via = List.copyOf(via);
        if (via.isEmpty()) {
            throw new IllegalArgumentException("pin " + name + " has no uplink");
        }
    }

    /** A pin whose connections know nothing of each other. */
    public Pin(String name, PinMatch match, List<Via> via, boolean shared, boolean block, int table, int mark) {
        this(name, match, via, shared, block, table, mark, Optional.empty());
    }

    @Override
    public String toString() {
        return name;
    }
}
