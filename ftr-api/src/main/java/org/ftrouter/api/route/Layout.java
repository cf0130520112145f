// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

import org.ftrouter.api.Uplink;

/**
 * The numbers under which everything stands in the kernel.
 *
 * @param markMask the bits of packet and connection marks that are ours; all others are never touched
 * @param protocol route protocol number that tags every route and rule of ours, 5 to 255
 * @param balancedTable number of the table with the balanced default route
 * @param probePriority rules of probe marks: this number plus the uplink's position
 * @param mainPriority rule: table main without its default route
 * @param markPriority rules of connection marks: this number plus the uplink's position
 * @param fromPriority rules of source addresses: this number plus the uplink's position
 * @param balancedPriority rule: everything else to the balanced table
 * @param guardPriority rule: what the balanced table did not route is unreachable
 * @param realmBase an uplink's routing realm is this number plus that of its mark
 */
public record Layout(
        int markMask,
        int protocol,
        int balancedTable,
        int probePriority,
        int mainPriority,
        int markPriority,
        int fromPriority,
        int balancedPriority,
        int guardPriority,
        int realmBase) {

    /** The realm base of a usual configuration: realms 129 to 254, all that the kernel's counters by realm tell apart. */
    public static final int USUAL_REALM_BASE = 128;

    /** A layout with the usual realm base. */
    public Layout(
            int markMask,
            int protocol,
            int balancedTable,
            int probePriority,
            int mainPriority,
            int markPriority,
            int fromPriority,
            int balancedPriority,
            int guardPriority) {
        this(
                markMask,
                protocol,
                balancedTable,
                probePriority,
                mainPriority,
                markPriority,
                fromPriority,
                balancedPriority,
                guardPriority,
                USUAL_REALM_BASE);
    }

    /** The routing realm of an uplink's IPv4 routes, by which packets that leave through it are known: 1 to 65535. */
    public int realm(Uplink uplink) {
        return realmBase + (uplink.mark() >>> Integer.numberOfTrailingZeros(markMask));
    }

    /** The rules of pins: this number plus the pin's position. They stand right behind that of table main. */
    public int pinPriority() {
        return mainPriority + 1;
    }
}
