// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** nftables. */
final class NftablesFirewall implements Firewall {
    private static final AtomicReference<Boolean> WORKS = new AtomicReference<>();

    /** Whether the kernel knows its families; asked once, without leaving anything. */
    static boolean works() throws LabException, InterruptedException {
        Boolean known = WORKS.get();
        if (known == null) {
            known = Commands.run(List.of("nft", "-c", "-f", "-"), "table inet lab { }\n")
                    .succeeded();
            WORKS.set(known);
        }
        return known;
    }

    @Override
    public void provider(Host isp, LabUplink uplink) throws LabException, InterruptedException {
        isp.nft(ProviderRules.script(uplink));
    }

    @Override
    public void fault(Host isp, Fault fault) throws LabException, InterruptedException {
        isp.nft(ProviderRules.fault(fault));
    }

    @Override
    public void heal(Host isp) throws LabException, InterruptedException {
        isp.nft(ProviderRules.heal());
    }

    @Override
    public Counters counters(Host isp) throws LabException, InterruptedException {
        return Counters.parse(set(isp, "seen") + set(isp, "seen6"), set(isp, "foreign") + set(isp, "foreign6"));
    }

    private static String set(Host isp, String name) throws LabException, InterruptedException {
        return isp.exec("nft", "-n", "list", "set", "inet", "lab", name);
    }

    @Override
    public void inwards(Host router, boolean dmz) throws LabException, InterruptedException {
        String toDmz = dmz ? forward(Addresses.DMZ_PORT, Addresses.DMZ_SERVER) : "";
        String toDmz6 = dmz ? forward(Addresses.DMZ_PORT, Addresses.DMZ_SERVER6) : "";
        router.nft(inwards("ip", forward(Addresses.LAN_PORT, Addresses.LAN_CLIENT) + toDmz)
                + inwards("ip6", forward(Addresses.LAN_PORT, Addresses.LAN_CLIENT6) + toDmz6));
    }

    private static String inwards(String family, String rules) {
        return """
                table %s lab {
                  chain inwards {
                    type nat hook prerouting priority dstnat; policy accept;
                %s  }
                  chain onwards {
                    type filter hook forward priority filter; policy accept;
                    ct state invalid drop
                  }
                }
                """.formatted(family, rules);
    }

    private static String forward(int port, String server) {
        return """
                    iifname "wan*" tcp dport %1$d dnat to %2$s
                    iifname "wan*" udp dport %1$d dnat to %2$s
                """.formatted(port, server);
    }
}
