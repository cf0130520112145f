// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.Locale;

/** The nftables text of a provider: what it counts, what it never lets through, and its faults. */
final class ProviderRules {
    private static final String HEAL = "flush chain inet lab fault\nflush chain inet lab silent\n";

    private ProviderRules() {}

    /**
     * Counts what arrives from the customer, before any fault drops it. Traffic of the meter's users is not worth an
     * entry for each destination and is left out. A source outside the customer's network is counted and dropped.
     */
    static String script(LabUplink uplink) {
        return """
                table inet lab {
                  set seen { type ipv4_addr . ipv4_addr . inet_proto; flags dynamic; size 65535; counter; }
                  set foreign { type ipv4_addr; flags dynamic; size 65535; counter; }
                  chain fault { }
                  chain silent { }
                  chain arriving {
                    type filter hook prerouting priority -300; policy accept;
                    iifname "%s" meta nfproto ipv4 jump customer
                  }
                  chain customer {
                    ip saddr != %s update @foreign { ip saddr } drop
                    ip daddr != %s.0.0/16 update @seen { ip saddr . ip daddr . meta l4proto }
                    jump silent
                  }
                  chain passing {
                    type filter hook forward priority 0; policy accept;
                    jump fault
                  }
                }
                """.formatted(uplink.line().customer(), uplink.network(), Addresses.USERS_PREFIX);
    }

    static String heal() {
        return HEAL;
    }

    /** The rules of a fault. Packets are lost on the way out only, so that the percentage is what a ping shows. */
    static String fault(Fault fault) {
        return switch (fault.kind()) {
            case CARRIER -> HEAL;
            case BLACKHOLE -> HEAL + "add rule inet lab fault drop\n";
            case GATEWAY -> HEAL + "add rule inet lab fault drop\nadd rule inet lab silent drop\n";
            case LOSS ->
                HEAL
                        + String.format(
                                Locale.ROOT,
                                "add rule inet lab fault oifname \"core\" numgen random mod 100000 < %d drop%n",
                                Math.round(fault.percent() * 1000));
        };
    }
}
