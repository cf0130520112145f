// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.List;

/**
 * Stands in the switch's place, with one MAC address, as the gateway of all uplinks on the router's port, and hands each
 * packet to the provider of the customer whose source it bears. What bears none goes to any of them, to be counted.
 */
final class Box {
    private Box() {}

    /** The line from the box to a provider. */
    static String cable(LabUplink uplink, Host box, Host isp) {
        int number = uplink.number();
        return Lines.cable("to" + number, 100 + number, box, "cust", 1100 + number, isp);
    }

    /** What makes the box the gateway of an uplink. */
    static List<String> gateway(LabUplink uplink) {
        int number = uplink.number();
        int table = 100 + number;
        String provider = "via " + between(uplink, 1);
        return List.of(
                "addr add " + uplink.gateway() + "/24 dev " + Lines.SWITCH_PORT,
                "addr add " + between(uplink, 2) + "/30 dev to" + number,
                "link set to" + number + " up",
                "route add default " + provider + " table " + table,
                "rule add pref " + number + " from " + uplink.gateway() + " lookup main", // its own answers
                "rule add pref " + table + " from " + uplink.network() + " lookup " + table,
                "route add default " + provider + " metric " + table);
    }

    /** What a provider has towards the box. */
    static List<String> provider(LabUplink uplink) {
        return List.of("addr add " + between(uplink, 1) + "/30 dev cust", customer(uplink));
    }

    /** A provider's way to its customer, which goes with its line. */
    static String customer(LabUplink uplink) {
        return "route replace " + uplink.network() + " via " + between(uplink, 2);
    }

    private static String between(LabUplink uplink, int end) {
        return "172.30." + uplink.number() + "." + end;
    }
}
