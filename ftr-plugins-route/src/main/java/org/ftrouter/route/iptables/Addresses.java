// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.net.InetAddress;

/** Spells addresses as iptables does: IPv6 with the longest run of zeros as {@code ::}. */
final class Addresses {
    private Addresses() {}

    static String text(InetAddress address) {
        String text = address.getHostAddress().replaceFirst("%.*", "");
        if (text.indexOf(':') < 0) {
            return text;
        }
        for (int zeros = 8; zeros >= 2; zeros--) {
            String shorter = text.replaceFirst("(^|:)0(:0){" + (zeros - 1) + "}(:|$)", "::");
            if (!shorter.equals(text)) {
                return shorter;
            }
        }
        return text;
    }
}
