// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;

/** Finds out from a tool's words what kind of refusal it was and what a person can do. */
final class Refusal {
    private static final int MOST_TEXT = 500;

    private Refusal() {}

    static RouteException of(String command, int exitCode, String answer) {
        String words = answer.length() > MOST_TEXT ? answer.substring(0, MOST_TEXT) + "..." : answer;
        String text = command + ": exit code " + exitCode + ": " + (words.isEmpty() ? "(no message)" : words) + ". ";
        if (words.contains("lock file")) {
            return new RouteException(
                    Reason.PERMISSION, text + "Let the service write /run/xtables.lock, or set variant = nft");
        }
        if (words.contains("xtables lock")) {
            return new RouteException(
                    Reason.FAILED, text + "Another program holds the lock; this is tried again by itself");
        }
        if (words.contains("Permission denied") || words.contains("Operation not permitted")) {
            return new RouteException(Reason.PERMISSION, text + "Run as root or with CAP_NET_ADMIN and CAP_NET_RAW");
        }
        if (words.matches(".*(by that name|does not exist|unknown option|not supported|No such file|incompatible).*")) {
            return new RouteException(
                    Reason.UNSUPPORTED,
                    text + "The kernel or iptables lacks a table, match or target: load xt_CONNMARK, xt_connmark,"
                            + " xt_conntrack, xt_mark, xt_addrtype, xt_nat and xt_MASQUERADE, or set variant");
        }
        return new RouteException(
                Reason.FAILED, text + "Try it by hand: ftr generate iptables | iptables-restore --test");
    }
}
