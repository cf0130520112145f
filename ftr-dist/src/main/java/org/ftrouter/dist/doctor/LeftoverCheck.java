// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Rules that bear our names, of a firewall backend that the configuration does not name: the former one's, or by hand. */
final class LeftoverCheck implements Check {
    private static final Pattern CHAIN = Pattern.compile("(?m)^:FTR_(PRE|OUT|POST|NAT|NPT) ");
    private static final Pattern TABLE = Pattern.compile("(?m)^table inet ftr \\{");

    @Override
    public void look(Patient patient, Consumer<Finding> found) throws IOException, InterruptedException {
        look(Firewalls.iptables(), Firewalls.nftables(), patient, found);
    }

    /** The same, of what the firewalls' tools printed. */
    static void look(List<String> iptables, Optional<String> nftables, Patient patient, Consumer<Finding> found) {
        if (patient.configuration().isEmpty()) {
            return;
        }
        if (!patient.routesBy("nftables")
                && nftables.filter(t -> TABLE.matcher(t).find()).isPresent()) {
            tell("nftables", "table inet ftr", "nft delete table inet ftr", patient, found);
        }
        if (!patient.routesBy("iptables")
                && iptables.stream().anyMatch(t -> CHAIN.matcher(t).find())) {
            tell("iptables", "FTR_*", "iptables-save | grep FTR_", patient, found);
        }
    }

    /** Beside the rules of another backend they mark and translate a second time; alone, somebody may have loaded them. */
    private static void tell(String backend, String what, String command, Patient patient, Consumer<Finding> found) {
        boolean beside = patient.routesBy("iptables", "nftables");
        found.accept(
                beside
                        ? Finding.problem("leftover", "backend", backend, "what", what, "command", command)
                        : Finding.note("leftover", "backend", backend, "what", what, "command", command));
    }
}
