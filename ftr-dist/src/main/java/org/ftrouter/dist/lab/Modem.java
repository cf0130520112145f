// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.List;

/**
 * A household's modem in a provider's place: the router behind it has the same address behind each, and the
 * internet sees another.
 */
final class Modem {
    private Modem() {}

    /** Makes a provider's machine one. */
    static void provide(Host isp, LabUplink uplink) throws LabException, InterruptedException {
        isp.ip(List.of("addr add " + uplink.gateway() + "/24 dev cust"));
        Commands.must(isp.inside("iptables-legacy-restore", "--noflush", "--wait=10"), """
                *nat
                -A POSTROUTING -o core -s %1$s -j SNAT --to-source %2$s
                -A PREROUTING -i core -d %2$s -j DNAT --to-destination %3$s
                COMMIT
                """.formatted(
                        uplink.network(), uplink.publicAddress(), uplink.address()));
    }
}
