// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.util.List;
import java.util.function.Consumer;

/** Programs that the configured backends run. */
final class ToolsCheck implements Check {
    @Override
    public void look(Patient patient, Consumer<Finding> found) {
        if (patient.routesBy("iptables", "realms")
                && List.of("iptables-restore", "iptables-nft-restore", "iptables-legacy-restore").stream()
                        .noneMatch(Machine::has)) {
            found.accept(Finding.problem("tool.missing", "tool", "iptables-restore", "package", "iptables"));
        }
        if (patient.routesBy("nftables") && !Machine.has("nft")) {
            found.accept(Finding.problem("tool.missing", "tool", "nft", "package", "nftables"));
        }
    }
}
