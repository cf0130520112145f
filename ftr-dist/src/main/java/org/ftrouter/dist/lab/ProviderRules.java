// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.Locale;
import org.ftrouter.api.Family;

/** The nftables text of a provider: what it counts, what it never lets through, and its faults. */
final class ProviderRules {
    private static final String HEAL = "flush chain inet lab fault\nflush chain inet lab silent\n";

    private ProviderRules() {}

    /**
     * Counts what arrives from the customer, before any fault drops it. Traffic of the meter's users is not worth an
     * entry for each destination and is left out, as is what stays on the link. A source outside the customer's network is
     * counted and dropped.
     */
    static String script(LabUplink uplink) {
        return """
                table inet lab {
                  set seen { type ipv4_addr . ipv4_addr . inet_proto; flags dynamic; size 65535; counter; }
                  set foreign { type ipv4_addr; flags dynamic; size 65535; counter; }
                  set seen6 { type ipv6_addr . ipv6_addr . inet_proto; flags dynamic; size 65535; counter; }
                  set foreign6 { type ipv6_addr; flags dynamic; size 65535; counter; }
                  chain fault { }
                  chain silent { }
                  chain arriving {
                    type filter hook prerouting priority -300; policy accept;
                    iifname "%5$s" meta nfproto ipv4 jump customer
                    iifname "%5$s" meta nfproto ipv6 jump customer6
                  }
                  chain customer {
                    ip saddr 0.0.0.0 udp dport 67 goto silent
                    ip saddr != %1$s update @foreign { ip saddr } drop
                    ip daddr != %2$s.0.0/16 update @seen { ip saddr . ip daddr . meta l4proto }
                    jump silent
                  }
                  chain customer6 {
                    ip6 saddr { ::, fe80::/10 } goto silent
                    ip6 daddr { fe80::/10, ff00::/8 } goto silent
                    ip6 saddr != %3$s update @foreign6 { ip6 saddr } drop
                    ip6 daddr != %4$s::/48 update @seen6 { ip6 saddr . ip6 daddr . meta l4proto }
                    jump silent
                  }
                  chain passing {
                    type filter hook forward priority 0; policy accept;
                    jump fault
                  }
                }
                """.formatted(
                        uplink.network(Family.IPV4),
                        Addresses.USERS_PREFIX,
                        uplink.network(Family.IPV6),
                        Addresses.USERS_PREFIX6,
                        uplink.line().customer());
    }

    static String heal() {
        return HEAL;
    }

    /** The rules of a fault. Packets are lost on the way out only, so that the percentage is what a ping shows. */
    static String fault(Fault fault) {
        return switch (fault.kind()) {
            case CARRIER -> HEAL;
            case BLACKHOLE -> HEAL + "add rule inet lab fault drop\n";
            case BLACKHOLE4 -> HEAL + "add rule inet lab fault meta nfproto ipv4 drop\n";
            case BLACKHOLE6 -> HEAL + "add rule inet lab fault meta nfproto ipv6 drop\n";
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
