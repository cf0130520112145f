// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

/**
 * What an echo request carries and its reply must bring back, all of it.
 *
 * @param identifier 0 to 65535; tells our requests from those of other programs, and is what NAT routers remember
 * @param sequence 0 to 65535
 * @param token random: who does not see the request cannot forge the reply
 * @param size bytes after the ICMP header, the token being the first eight
 */
public record IcmpEcho(int identifier, int sequence, long token, int size) {
    /** The smallest payload; there are lines that lose smaller ones. */
    public static final int LEAST_SIZE = 16;

    /** The largest payload that fits a common IPv6 packet (1500 bytes) unfragmented. */
    public static final int MOST_SIZE = 1452;

    /** Checks. */
    public IcmpEcho {
        if ((identifier & 0xffff) != identifier || (sequence & 0xffff) != sequence || size < Long.BYTES) {
            throw new IllegalArgumentException(
                    "identifier " + identifier + ", sequence " + sequence + ", size " + size);
        }
    }

    /** Whether it is the same question; the payload may have another size, as in what routers quote. */
    public boolean sameQuestion(IcmpEcho other) {
        return identifier == other.identifier && sequence == other.sequence && token == other.token;
    }
}
