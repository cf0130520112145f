// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Sticky;
import org.ftrouter.linux.IpSets;

/**
 * A set of the kernel's, of pairs of addresses: which source keeps to an uplink of a pin for which destination.
 *
 * @param name {@code FTR:PIN:UPLINK:4}, or 6; of a long one the start and a number that tells it from others
 * @param family of the addresses
 */
record PairSet(String name, Family family) {
    static final String PREFIX = "FTR:";

    /** How many pairs it takes. */
    static final int MOST = 65_535;

    private static final int LONGEST_NAME = 31;
    private static final int START = 16;

    static PairSet of(Pin pin, Sticky.Way way, Family family) {
        String whole = pin.name() + ":" + way.uplink();
        String end = family == Family.IPV4 ? ":4" : ":6";
        if (PREFIX.length() + whole.length() + end.length() <= LONGEST_NAME) {
            return new PairSet(PREFIX + whole + end, family);
        }
        var number = new CRC32();
        number.update(whole.getBytes(UTF_8));
        String start = whole.substring(0, START);
        return new PairSet(PREFIX + start + String.format(Locale.ROOT, "~%08x", number.getValue()) + end, family);
    }

    /** All that the rules of a plan name. */
    static List<PairSet> of(RoutePlan plan) {
        return new StickyRules(plan, new ChainRules(plan).families()).sets();
    }

    /** What {@code ipset restore} takes to make it. */
    String line() {
        return "create " + name + " " + IpSets.PAIRS + " family " + (family == Family.IPV4 ? "inet" : "inet6")
                + " maxelem " + MOST + " timeout 0";
    }
}
