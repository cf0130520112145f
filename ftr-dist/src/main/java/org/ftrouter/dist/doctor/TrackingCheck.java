// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;
import org.ftrouter.linux.Conntrack;

/** The table of tracked connections, on which marks and address translation rest. */
final class TrackingCheck implements Check {
    private static final int FULL_PERCENT = 80;
    private static final Pattern UNTRACKED = Pattern.compile("(?m)^.*(?:--notrack|-j NOTRACK|\\bnotrack\\b).*$");

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
        for (String rules : Firewalls.texts()) {
            var matcher = UNTRACKED.matcher(rules);
            if (matcher.find()) {
                found.accept(Finding.note(
                        "conntrack.notrack", "rule", matcher.group().strip()));
                return;
            }
        }
    }

    private static void readable(Consumer<Finding> found) {
        try (Conntrack table = Conntrack.open()) {
            table.forget(Family.IPV4, -1, -1, c -> false); // asks for all, takes none
        } catch (IOException e) {
            found.accept(Finding.problem("conntrack.netlink", "reason", String.valueOf(e.getMessage())));
        }
    }
}
