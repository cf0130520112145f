// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

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
        int guardPriority) {

    /** The rules of pins: this number plus the pin's position. They stand right behind that of table main. */
    public int pinPriority() {
        return mainPriority + 1;
    }
}
