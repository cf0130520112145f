// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

import org.ftrouter.api.Path;

/**
 * One member of the balanced default route.
 *
 * @param path where it leads
 * @param weight its share relative to the others, 1 to 256
 */
public record NextHop(Path path, int weight) {

    /** Checks. */
    public NextHop {
        if (weight < 1 || weight > 256) {
            throw new IllegalArgumentException("weight " + weight + " is not in 1..256");
        }
    }
}
