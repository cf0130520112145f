// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;
import org.ftrouter.linux.NetlinkFound;
import org.ftrouter.linux.NetlinkSocket;
import org.ftrouter.linux.NetworkRoute;
import org.ftrouter.linux.NetworkRule;

/**
 * Rules of others: those before ours that lead everything out take our traffic, those behind ours are never reached, and
 * those that read bits of our mask mistake our marks for theirs.
 */
final class RulesCheck implements Check {
    private static final int LOCAL = 255;
    private static final int SYSTEM_MAIN = 32766;

    @Override
    public void look(Patient patient, Consumer<Finding> found) throws IOException {
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            for (Family family : patient.families()) {
                List<NetworkRule> rules = socket.rules(family).stream()
                        .map(NetlinkFound::object)
                        .filter(r -> r.protocol() != patient.layout().protocol())
                        .toList();
                Set<Integer> leadingOut = socket.routes(family).stream()
                        .filter(NetworkRoute::isDefault)
                        .map(NetworkRoute::table)
                        .collect(Collectors.toSet());
                for (NetworkRule rule : rules) {
                    look(patient, rule, leadingOut.contains(rule.table()), found);
                }
            }
        }
    }

    private static void look(Patient patient, NetworkRule rule, boolean leadsOut, Consumer<Finding> found) {
        boolean looksUp = rule.action() == NetworkRule.LOOK_UP && rule.table() != LOCAL;
        boolean before = rule.priority() < patient.layout().probePriority();
        boolean behind = rule.priority() > patient.layout().guardPriority() && rule.priority() < SYSTEM_MAIN;
        int shared = rule.mask() & patient.layout().markMask();
        if (shared != 0 && !isHarmless(patient, rule)) {
            found.accept(Finding.problem(
                    "rule.mark",
                    "rule",
                    rule,
                    "bits",
                    hex(shared),
                    "mask",
                    hex(patient.layout().markMask())));
        } else if (before && takesAll(rule) && (!looksUp || leadsOut)) {
            found.accept(Finding.problem("rule.all", "rule", rule, "priority", rule.priority()));
        } else if (before && looksUp && leadsOut && rule.suppressPrefixLength() < 0) {
            found.accept(Finding.note("rule.before", "rule", rule));
        } else if (behind && looksUp && leadsOut) {
            found.accept(Finding.note("rule.behind", "rule", rule, "priority", rule.priority()));
        }
    }

    /** One whole mark, as of a VPN's own packets, of which our bits are no mark of ours. */
    private static boolean isHarmless(Patient patient, NetworkRule rule) {
        int ours = rule.mark() & patient.layout().markMask();
        return rule.mask() == -1
                && patient.uplinks().stream().noneMatch(u -> u.mark() == ours || u.probeMark() == ours);
    }

    /** Nothing narrows it down; the kernel's own first rule, for local addresses, does not count. */
    private static boolean takesAll(NetworkRule rule) {
        return rule.plain()
                && rule.source().isEmpty()
                && rule.mask() == 0
                && rule.suppressPrefixLength() < 0
                && rule.table() != LOCAL;
    }

    private static String hex(int number) {
        return "0x" + Integer.toHexString(number);
    }
}
