// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.net.InetAddress;

/** Spells addresses as the firewall tools do: IPv6 with the longest run of zeros as {@code ::}. */
public final class Addresses {
    private Addresses() {}

    public static String text(InetAddress address) {
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
