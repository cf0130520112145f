// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;

/** What kind of interface an uplink has in the router, and how its line to the provider is made. */
public enum Line {
    /** An interface and a line of its own. */
    VETH,
    /** A VLAN, {@code wan0.101} and so on, of the port {@code wan0} that all of them share. */
    VLAN,
    /** A macvlan of the port {@code wan0} that all of them share. */
    MACVLAN,
    /** The port {@code wan0} itself, which all of them share, with a switch between it and their providers. */
    WIRE,
    /** The same, but one box with one MAC address is the gateway of all of them. */
    BOX,
    /** A line behind a modem that translates; all of these modems have the same address, and the router behind each. */
    MODEM,
    /** A bridge, with the line as its port. */
    BRIDGE,
    /** A PPP interface that exists while its PPPoE session does; each has another address, gateway and number. */
    PPPOE,
    /** A WireGuard tunnel to the provider, over a line that carries nothing else. */
    WIREGUARD;

    /** The router's port to the switch that leads to the providers of all who share it. */
    static final String PORT = "wan0";

    /** The kind a user types, in small letters. */
    static Line of(String word) {
        for (Line line : values()) {
            if (line.toString().equals(word)) {
                return line;
            }
        }
        throw new IllegalArgumentException("no wiring " + word + ": "
                + Arrays.stream(values()).map(Line::toString).collect(Collectors.joining(", ")));
    }

    /** One kind, or several parted by commas. */
    static List<Line> list(String words) {
        return Arrays.stream(words.split(",", -1)).map(Line::of).toList();
    }

    /** The uplink's interface in the router. */
    String device(int number) {
        return switch (this) {
            case VLAN -> PORT + "." + vlan(number);
            case WIRE, BOX -> PORT;
            default -> "wan" + number;
        };
    }

    static int vlan(int number) {
        return 100 + number;
    }

    /** The provider's interface from which the customer's packets come; an asterisk stands for any ending. */
    String customer() {
        return switch (this) {
            case PPPOE -> "ppp*";
            case WIREGUARD -> "tunnel";
            default -> "cust";
        };
    }

    /** Whether it shares the router's port with others. */
    boolean shared() {
        return this == VLAN || this == MACVLAN || sharesInterface();
    }

    /** Whether its very interface is that of others, too. */
    boolean sharesInterface() {
        return this == WIRE || this == BOX;
    }

    /** Whether there is nothing but the two ends, so that a route needs no gateway. */
    boolean pointToPoint() {
        return this == PPPOE || this == WIREGUARD;
    }

    /** Whether a lab's uplinks of this kind may have IPv6. On one interface only one of them could, as IPv6 has no realms. */
    boolean takesIpv6() {
        return !sharesInterface() && this != MODEM;
    }

    /** The families that a lab with uplinks of all these kinds may have. */
    static Family[] families(List<Line> lines) {
        return lines.stream().allMatch(Line::takesIpv6) ? Family.values() : new Family[] {Family.IPV4};
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
