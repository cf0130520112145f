// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

import java.net.InetAddress;
import org.ftrouter.api.Family;

/**
 * A network, or a single address as one of full length.
 *
 * @param address its lowest address: no bit behind the prefix is set
 * @param length of the prefix, in bits
 */
public record Prefix(InetAddress address, int length) {

    /** Checks. */
    public Prefix {
        byte[] bytes = address.getAddress();
        if (length < 0 || length > bytes.length * 8) {
            throw new IllegalArgumentException("prefix length " + length + " of " + address.getHostAddress());
        }
        for (int bit = length; bit < bytes.length * 8; bit++) {
            if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0) {
                throw new IllegalArgumentException(address.getHostAddress() + " has bits behind /" + length);
            }
        }
    }

    /** Its family. */
    public Family family() {
        return Family.of(address);
    }

    /** Whether every address of another network is in this one. */
    public boolean contains(Prefix other) {
        if (family() != other.family() || length > other.length) {
            return false;
        }
        byte[] mine = address.getAddress();
        byte[] theirs = other.address.getAddress();
        for (int bit = 0; bit < length; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + length;
    }
}
