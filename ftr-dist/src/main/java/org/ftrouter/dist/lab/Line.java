// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What kind of interface an uplink has in the router, and how its line to the provider is made. */
public enum Line {
    /** An interface and a line of its own. */
    VETH,
    /** The router's port {@code wan0} itself, which leads through a switch to the providers of all who share it. */
    WIRE,
    /** The same, but at its other end is one box with one MAC address: the gateway of all who share the port. */
    BOX;

    /** The router's port to the switch or box that leads to the providers of all who share it. */
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
        return sharesInterface() ? PORT : "wan" + number;
    }

    /** Whether it shares the router's port with others. */
    boolean shared() {
        return sharesInterface();
    }

    /** Whether its very interface is that of others, too. */
    boolean sharesInterface() {
        return this == WIRE || this == BOX;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
