// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api;

/**
 * What becomes of the source address of a connection that leaves through an uplink. A source that is an address of the
 * uplink's interface already stays as it is, always.
 */
public enum Nat {
    /** {@link #SNAT} in a family whose address is configured, else {@link #MASQUERADE}. */
    AUTO,
    /** It becomes the address that the interface has at that moment. */
    MASQUERADE,
    /** It becomes the configured address. */
    SNAT,
    /** Nothing: the provider routes the addresses of our networks. */
    NONE,
    /**
     * IPv6: its prefix is exchanged, to and fro, so that hosts can also be reached from outside. A source outside that
     * prefix, and IPv4, as {@link #AUTO}.
     */
    NPT
}
