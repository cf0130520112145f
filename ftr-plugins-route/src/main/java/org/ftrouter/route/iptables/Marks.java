// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

/**
 * Spells marks as iptables does.
 *
 * @param mask the bits that are ours
 */
record Marks(int mask) {

    /** For a match: without the mask if that is all bits. */
    String match(int mark) {
        return mask == -1 ? hex(mark) : set(mark);
    }

    /** For {@code --set-xmark}. */
    String set(int mark) {
        return hex(mark) + "/" + hex(mask);
    }

    /** For {@code --restore-mark}. */
    String masks() {
        return "--nfmask " + hex(mask) + " --ctmask " + hex(mask);
    }

    private static String hex(int number) {
        return "0x" + Integer.toHexString(number);
    }
}
