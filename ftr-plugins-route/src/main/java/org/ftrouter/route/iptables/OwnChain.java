// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

/**
 * A chain of ours and the built-in chain that jumps to it.
 *
 * <p>The jumps for marks stand first, so that marks are right before anyone else looks at them. The jump for address
 * translation stands last, so that an administrator's own exceptions in POSTROUTING come before it: the first
 * translation wins.
 */
enum OwnChain {
    PRE("mangle", "PREROUTING", "FTR_PRE", "-I"),
    /** Only there if a pin is for programs of this machine. */
    OUT("mangle", "OUTPUT", "FTR_OUT", "-I"),
    POST("mangle", "POSTROUTING", "FTR_POST", "-I"),
    NAT("nat", "POSTROUTING", "FTR_NAT", "-A");

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
