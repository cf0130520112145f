// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

/**
 * Spells marks as nft does. Of a packet's or a connection's mark only our bits are read and written; the operands are
 * constants, because old versions of nft know nothing else.
 *
 * @param mask the bits that are ours
 */
record Marks(int mask) {
    static final String PACKET = "meta mark";
    static final String CONNECTION = "ct mark";

    /** Our bits of a mark. */
    String bits(String which) {
        return which + " & " + hex(mask);
    }

    /** The statement that sets our bits. */
    String set(String which, int mark) {
        return which + " set " + which + " & " + hex(~mask) + " | " + hex(mark);
    }

    static String hex(int number) {
        return String.format("0x%08x", number);
    }
}
