// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import org.ftrouter.api.Family;

/** Which of the two implementations of iptables is used. They do not see each other's rules. */
enum Variant {
    /** The one the machine's alternatives point to. */
    SYSTEM(""),
    /** The old kernel interface. */
    LEGACY("-legacy"),
    /** On top of nf_tables. */
    NFT("-nft");

    private final String infix;

    Variant(String infix) {
        this.infix = infix;
    }

    /** The program for a family; the action is {@code save} or {@code restore}. */
    String program(Family family, String action) {
        return (family == Family.IPV4 ? "iptables" : "ip6tables") + infix + "-" + action;
    }
}
