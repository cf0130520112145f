// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;
import org.ftrouter.linux.Conntrack;

/**
 * The table of tracked connections, on which marks and address translation rest. What it calls invalid, such as the FIN or
 * RST of a connection it has forgotten, is not translated (nf_nat): only a rule keeps it from leaving with an address of the
 * LAN.
 */
final class TrackingCheck implements Check {
    private static final int FULL_PERCENT = 80;
    private static final Pattern UNTRACKED = Pattern.compile("(?m)^.*(?:--notrack|-j NOTRACK|\\bnotrack\\b).*$");

    /** A rule, but for those of local packets, that takes away what tracking cannot place. */
    private static final Pattern INVALID_DROPPED =
            Pattern.compile("(?im)^(?!-A \\S*INPUT).*state\\b.*\\binvalid\\b.*\\b(?:drop|reject)\\b");

    /** A chain of nftables for local packets, as nft prints it. */
    private static final Pattern LOCAL_CHAIN =
            Pattern.compile("(?ms)^\\tchain \\S+ \\{$\\s+type \\w+ hook (?:input|output) .*?^\\t\\}$");

    @Override
    public void look(Patient patient, Consumer<Finding> found) throws IOException, InterruptedException {
        Optional<Integer> most = patient.machine().setting("net/netfilter/nf_conntrack_max");
        if (most.isEmpty()) {
            if (patient.routesBy("iptables", "nftables", "realms")) {
                found.accept(Finding.problem("conntrack.missing"));
            }
            return;
        }
        int count =
                patient.machine().setting("net/netfilter/nf_conntrack_count").orElse(0);
        if (most.get() > 0 && 100L * count / most.get() >= FULL_PERCENT) {
            found.accept(Finding.problem("conntrack.full", "count", count, "most", most.get()));
        }
        readable(found);
        rules(Firewalls.texts(), patient, found);
    }

    /** What firewalls have loaded. */
    static void rules(List<String> texts, Patient patient, Consumer<Finding> found) {
        texts.stream()
                .map(UNTRACKED::matcher)
                .filter(Matcher::find)
                .findFirst()
                .ifPresent(untracked -> found.accept(Finding.note(
                        "conntrack.notrack", "rule", untracked.group().strip())));
        boolean translates = patient.routesBy("iptables", "nftables", "realms");
        if (translates && texts.stream().noneMatch(TrackingCheck::dropsInvalid)) {
            found.accept(Finding.note("conntrack.invalid"));
        }
    }

    private static void readable(Consumer<Finding> found) {
        try (Conntrack table = Conntrack.open()) {
            table.forget(Family.IPV4, -1, -1, c -> false); // asks for all, takes none
        } catch (IOException e) {
            found.accept(Finding.problem("conntrack.netlink", "reason", String.valueOf(e.getMessage())));
        }
    }

    private static boolean dropsInvalid(String rules) {
        return INVALID_DROPPED
                .matcher(LOCAL_CHAIN.matcher(rules).replaceAll(""))
                .find();
    }
}
