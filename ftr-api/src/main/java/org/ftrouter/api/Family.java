// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api;

import java.net.Inet4Address;
import java.net.InetAddress;

/** An address family. The two are judged and routed independently. */
public enum Family {
    /** Internet Protocol version 4. */
    IPV4,
    /** Internet Protocol version 6. */
    IPV6;

    /** The family of an address. */
    public static Family of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }

    /** The address family number of Linux ({@code AF_INET}, {@code AF_INET6}). */
    public int number() {
        return this == IPV4 ? 2 : 10;
    }

    /** Bits in an address: 32 or 128. */
    public int bits() {
        return this == IPV4 ? 32 : 128;
    }

    @Override
    public String toString() {
        return this == IPV4 ? "IPv4" : "IPv6";
    }
}
