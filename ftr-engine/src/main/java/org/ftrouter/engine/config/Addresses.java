// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numeric addresses. Names are never looked up. */
final class Addresses {
    private static final Pattern IPV4 = Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:]*(?:\\d+\\.\\d+\\.\\d+\\.\\d+)?");

    private Addresses() {}

    /** Reads an address; empty if the text is none. An IPv4 address written as IPv6 is none. */
    static Optional<InetAddress> parse(String text) {
        boolean four = IPV4.matcher(text).matches();
        if (!four && (!IPV6.matcher(text).matches() || text.length() > 45)) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.getByName(text);
            return address instanceof Inet4Address == four ? Optional.of(address) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether the two share the network of that many bits. */
    static boolean sameNetwork(InetAddress a, InetAddress b, int bits) {
        byte[] left = a.getAddress();
        byte[] right = b.getAddress();
        for (int i = 0; i < bits; i++) {
            int bit = 0x80 >> (i % 8);
            if ((left[i / 8] & bit) != (right[i / 8] & bit)) {
                return false;
            }
        }
        return true;
    }

    /** Why no packet can come from or be sent to this address; empty if it can. */
    static Optional<String> unusable(InetAddress address) {
        if (address.isAnyLocalAddress()) {
            return Optional.of("the unspecified address");
        }
        if (address.isLoopbackAddress()) {
            return Optional.of("a loopback address");
        }
        if (address.isMulticastAddress()) {
            return Optional.of("a multicast address");
        }
        boolean reserved = address instanceof Inet4Address && (address.getAddress()[0] & 0xff) >= 240;
        return reserved ? Optional.of("a broadcast or reserved address") : Optional.empty();
    }
}
