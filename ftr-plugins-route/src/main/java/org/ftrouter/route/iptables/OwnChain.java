// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

/**
 * A chain of ours and the built-in chain that jumps to it.
 *
 * <p>The jumps for marks stand first, so that marks are right before anyone else looks at them. The jumps for address
 * translation stand last, so that an administrator's own rules and exceptions come before them: the first translation
 * wins.
 */
enum OwnChain {
    PRE("mangle", "PREROUTING", "FTR_PRE", "-I"),
    /** Only there if a pin is for programs of this machine. */
    OUT("mangle", "OUTPUT", "FTR_OUT", "-I"),
    POST("mangle", "POSTROUTING", "FTR_POST", "-I"),
    NAT("nat", "POSTROUTING", "FTR_NAT", "-A"),
    /** Only where prefixes are exchanged. */
    NPT("nat", "PREROUTING", "FTR_NPT", "-A");

    private final String table;
    private final String builtIn;
    private final String chain;
    private final String place;

    OwnChain(String table, String builtIn, String chain, String place) {
        this.table = table;
        this.builtIn = builtIn;
        this.chain = chain;
        this.place = place;
    }

    /** Whether it is there even if it holds nothing. */
    boolean always() {
        return this != NPT && this != OUT;
    }

    String table() {
        return table;
    }

    String builtIn() {
        return builtIn;
    }

    String chain() {
        return chain;
    }

    /** The line of a restore file that makes the jump where it belongs. */
    String insertJump() {
        return place + " " + builtIn + " -j " + chain;
    }
}
