// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.Locale;

/**
 * A way for an uplink to fail.
 *
 * @param percent share of packets from the router that are lost beyond the gateway; 0 unless kind is {@code LOSS}
 */
public record Fault(Kind kind, double percent) {
    /** What breaks. */
    public enum Kind {
        /** The far end of the line is unplugged: the router sees no carrier. */
        CARRIER,
        /** The gateway answers, nothing behind it does. */
        BLACKHOLE,
        /** The same in IPv4 only. */
        BLACKHOLE4,
        /** The same in IPv6 only. */
        BLACKHOLE6,
        /** The gateway is silent, ARP and neighbour discovery too; the router still sees carrier. */
        GATEWAY,
        /** Random packets are lost behind the gateway, on the way out. */
        LOSS
    }

    public static final Fault CARRIER = new Fault(Kind.CARRIER, 0);
    public static final Fault BLACKHOLE = new Fault(Kind.BLACKHOLE, 0);
    public static final Fault BLACKHOLE4 = new Fault(Kind.BLACKHOLE4, 0);
    public static final Fault BLACKHOLE6 = new Fault(Kind.BLACKHOLE6, 0);
    public static final Fault GATEWAY = new Fault(Kind.GATEWAY, 0);

    /** Checks that the percentage belongs to the kind. */
    public Fault {
        if (kind == Kind.LOSS ? !(percent > 0 && percent <= 100) : percent != 0) {
            throw new IllegalArgumentException(kind.name().toLowerCase(Locale.ROOT) + " with " + percent
                    + " percent: loss takes more than 0 and up to 100, the others none");
        }
    }

    /** Loses this share of the packets, at random, each for itself. */
    public static Fault loss(double percent) {
        return new Fault(Kind.LOSS, percent);
    }

    /** The fault a user types: a kind in small letters, and for loss its percentage. */
    static Fault of(String word, double percent) {
        for (Kind kind : Kind.values()) {
            if (kind.name().equalsIgnoreCase(word)) {
                return new Fault(kind, percent);
            }
        }
        throw new IllegalArgumentException(
                "no fault " + word + ": carrier, blackhole, blackhole4, blackhole6, gateway or loss");
    }

    /** As typed by the user: {@code blackhole}, {@code loss 5}. */
    @Override
    public String toString() {
        String word = kind.name().toLowerCase(Locale.ROOT);
        return kind == Kind.LOSS ? word + " " + percent : word;
    }
}
