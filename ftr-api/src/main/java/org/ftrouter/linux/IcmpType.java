// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.util.Map;
import org.ftrouter.api.Family;

/** The numbers of ICMP (RFC 792) and ICMPv6 (RFC 4443), and what they say. */
final class IcmpType {
    private static final int UNREACHABLE = 3;
    private static final int TIME_EXCEEDED = 11;
    private static final int PARAMETER_PROBLEM_V6 = 4;

    /** By {@code type * 256 + code}. */
    private static final Map<Integer, String> TEXTS_V4 = Map.of(
            UNREACHABLE * 256,
            "network unreachable",
            UNREACHABLE * 256 + 1,
            "host unreachable",
            UNREACHABLE * 256 + 2,
            "protocol unreachable",
            UNREACHABLE * 256 + 4,
            "packet too big",
            UNREACHABLE * 256 + 9,
            "network prohibited",
            UNREACHABLE * 256 + 10,
            "host prohibited",
            UNREACHABLE * 256 + 13,
            "prohibited by a filter",
            TIME_EXCEEDED * 256,
            "time to live exceeded");

    private static final Map<Integer, String> TEXTS_V6 = Map.of(
            256,
            "no route",
            256 + 1,
            "prohibited by a filter",
            256 + 3,
            "address unreachable",
            256 + 4,
            "port unreachable",
            256 + 5,
            "source address refused",
            256 + 6,
            "route rejected",
            2 * 256,
            "packet too big",
            3 * 256,
            "hop limit exceeded");

    private IcmpType() {}

    static int request(Family family) {
        return family == Family.IPV4 ? 8 : 128;
    }

    static int reply(Family family) {
        return family == Family.IPV4 ? 0 : 129;
    }

    /** Whether it reports that a packet did not arrive, and quotes it. Redirects do not: the packet went on. */
    static boolean isError(Family family, int type) {
        return family == Family.IPV4
                ? type == UNREACHABLE || type == TIME_EXCEEDED
                : type >= 1 && type <= PARAMETER_PROBLEM_V6;
    }

    static String text(Family family, int type, int code) {
        var texts = family == Family.IPV4 ? TEXTS_V4 : TEXTS_V6;
        return texts.getOrDefault(type * 256 + code, "ICMP type " + type + " code " + code);
    }
}
