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
        String seen = isp.exec("nft", "-n", "list", "set", "inet", "lab", "seen");
        String foreign = isp.exec("nft", "-n", "list", "set", "inet", "lab", "foreign");
        return Counters.parse(seen, foreign);
    }

    @Override
    public void inwards(Host router, boolean dmz) throws LabException, InterruptedException {
        String toDmz = dmz ? forward(Addresses.DMZ_PORT, Addresses.DMZ_SERVER) : "";
        router.nft("""
                table ip lab {
                  chain inwards {
                    type nat hook prerouting priority dstnat; policy accept;
                %s  }
                }
                """.formatted(forward(Addresses.LAN_PORT, Addresses.LAN_CLIENT) + toDmz));
    }

    private static String forward(int port, String server) {
        return """
                    iifname "wan*" tcp dport %1$d dnat to %2$s
                    iifname "wan*" udp dport %1$d dnat to %2$s
                """.formatted(port, server);
    }
}
