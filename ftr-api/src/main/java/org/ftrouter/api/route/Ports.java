// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

/**
 * Ports from the first to the last.
 *
 * @param first 1 to 65535
 * @param last not below the first
 */
public record Ports(int first, int last) {

    /** Checks. */
    public Ports {
        if (first < 1 || last < first || last > 65535) {
            throw new IllegalArgumentException("ports " + first + " to " + last);
        }
    }

    /** Whether every port of another range is in this one. */
    public boolean contains(Ports other) {
        return first <= other.first && other.last <= last;
    }

    /** As people write it: {@code 25} or {@code 5060-5070}. */
    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
