// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

import java.time.Duration;
import java.util.List;

/**
 * That a client keeps the uplink which one of its connections took, for a time after it has opened the last one. If that
 * uplink cannot be used, the client moves, and keeps to the next one.
 *
 * @param by what is one client
 * @param lasts for how long, in whole seconds
 * @param ways one for each uplink of the pin, for those who keep to it
 */
public record Sticky(By by, Duration lasts, List<Way> ways) {

    /** What is one client. */
    public enum By {
        /** A source address. */
        SOURCE,
        /** A source address together with a destination address. */
        SOURCE_DESTINATION
    }

    /**
     * Where those go who keep to an uplink.
     *
     * @param uplink its name
     * @param table number of the routing table
     * @param mark packet mark of their first packets, within the plan's mask
     */
    public record Way(String uplink, int table, int mark) {}

    /** Copies. */
    public Sticky {
        ways = List.copyOf(ways);
    }
}
