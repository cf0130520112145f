// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api;

import java.net.InetAddress;

/**
 * Two IPv6 prefixes of the same length that stand for each other.
 *
 * @param inside first address of the prefix of our networks
 * @param outside first address of the prefix that the provider routes to us
 * @param length bits of both, 1 to 127
 */
public record PrefixTranslation(InetAddress inside, InetAddress outside, int length) {

    /** Checks. */
    public PrefixTranslation {
        if (Family.of(inside) != Family.IPV6 || Family.of(outside) != Family.IPV6) {
            throw new IllegalArgumentException(inside + " and " + outside + " are not both IPv6");
        }
        if (length < 1 || length > 127) {
            throw new IllegalArgumentException("prefix length " + length + " is not in 1..127");
        }
    }
}
