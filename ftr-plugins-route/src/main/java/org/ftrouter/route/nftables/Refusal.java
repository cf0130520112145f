// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.nio.file.Path;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;

/** Finds out from nft's words what kind of refusal it was and what a person can do. */
final class Refusal {
    private static final int MOST_TEXT = 500;

    private Refusal() {}

    /** A file that is not ours: what nft cannot parse is wrong there, whatever its version. */
    static RouteException ofOwnFile(Path file, String command, int exitCode, String answer) {
        return answer.contains("syntax error")
                ? new RouteException(Reason.FAILED, "nft does not understand " + file + ": " + answer)
                : of(command, exitCode, answer);
    }

    static RouteException of(String command, int exitCode, String answer) {
        String words = answer.length() > MOST_TEXT ? answer.substring(0, MOST_TEXT) + "..." : answer;
        String text = command + ": exit code " + exitCode + ": " + (words.isEmpty() ? "(no message)" : words) + ". ";
        if (words.contains("Permission denied") || words.contains("Operation not permitted")) {
            return new RouteException(Reason.PERMISSION, text + "Run as root or with CAP_NET_ADMIN");
        }
        if (words.contains("cgroupv2 path")) {
            return new RouteException(
                    Reason.FAILED,
                    text + "There is no such control group in /sys/fs/cgroup now. Start what makes it, or take the line"
                            + " out");
        }
        if (words.contains("syntax error")) {
            return new RouteException(
                    Reason.UNSUPPORTED, text + "nft 0.9.8 or later is needed; with an older one use type = iptables");
        }
        if (words.matches("(?s).*(No such file|not supported|Protocol not|incompatible|cache initialization).*")) {
            return new RouteException(
                    Reason.UNSUPPORTED,
                    text + "The kernel lacks something: Linux 5.2 or later with nf_tables, nf_tables_inet, nft_ct,"
                            + " nft_fib_inet, nft_chain_nat, nft_nat and nft_masq is needed, for pins of control groups"
                            + " also Linux 5.13 with nft_socket; else use type = iptables");
        }
        return new RouteException(Reason.FAILED, text + "Try it by hand: ftr generate nftables | nft -c -f -");
    }
}
