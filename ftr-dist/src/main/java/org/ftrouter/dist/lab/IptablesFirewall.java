// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.dist.lab.Counters.Flight;

/**
 * The old iptables, for kernels without nftables such as User Mode Linux. It has no sets that grow, so that only packets
 * to the probe targets are counted one by one, and foreign sources by network. IPv4 alone.
 */
final class IptablesFirewall implements Firewall {
    private static final Map<String, Integer> PROTOCOLS = Map.of("icmp", 1, "tcp", 6, "udp", 17);
    private static final String OTHERS = "0.0.0.0";
    private static final Pattern SEEN =
            Pattern.compile("^\\[(\\d+):\\d+] -A SEEN -d ([0-9.]+)/32 -p (\\w+) -j RETURN$", Pattern.MULTILINE);
    private static final Pattern FOREIGN =
            Pattern.compile("^\\[(\\d+):\\d+] -A FOREIGN (?:-s ([0-9.]+)/\\d+ )?-j DROP$", Pattern.MULTILINE);
    /** Where foreign sources may be from: our own networks, or another uplink's. */
    private static final List<String> NETWORKS =
            List.of("10.77.0.0/16", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/16");

    @Override
    public void provider(Host isp, LabUplink uplink) throws LabException, InterruptedException {
        var seen = new StringBuilder();
        for (String target : Addresses.TARGETS) {
            PROTOCOLS
                    .keySet()
                    .forEach(protocol -> seen.append("-A SEEN -d " + target + " -p " + protocol + " -j RETURN\n"));
        }
        String foreign = String.join(
                "",
                NETWORKS.stream().map(n -> "-A FOREIGN -s " + n + " -j DROP\n").toList());
        load(isp, """
                *mangle
                :FAULT - [0:0]
                :SILENT - [0:0]
                :SEEN - [0:0]
                :FOREIGN - [0:0]
                :CUSTOMER - [0:0]
                -A PREROUTING -i %s -j CUSTOMER
                -A CUSTOMER ! -s %s -j FOREIGN
                -A CUSTOMER -j SEEN
                -A CUSTOMER -j SILENT
                %s-A FOREIGN -j DROP
                -A FORWARD -j FAULT
                %sCOMMIT
                """.formatted(uplink.line().customer().replace('*', '+'), uplink.network(), foreign, seen));
    }

    @Override
    public void fault(Host isp, Fault fault) throws LabException, InterruptedException {
        String drop = "-A FAULT -j DROP\n";
        replace(
                isp,
                switch (fault.kind()) {
                    case CARRIER, BLACKHOLE6 -> "";
                    case BLACKHOLE, BLACKHOLE4 -> drop;
                    case GATEWAY -> drop + "-A SILENT -j DROP\n";
                    case LOSS -> {
                        String share = String.format(Locale.ROOT, "%.6f", fault.percent() / 100);
                        yield "-A FAULT -o core -m statistic --mode random --probability " + share + " -j DROP\n";
                    }
                });
    }

    @Override
    public void heal(Host isp) throws LabException, InterruptedException {
        replace(isp, "");
    }

    /** Naming a chain that exists empties it; the other chains keep their rules and their counts. */
    private static void replace(Host isp, String rules) throws LabException, InterruptedException {
        load(isp, "*mangle\n:FAULT - [0:0]\n:SILENT - [0:0]\n" + rules + "COMMIT\n");
    }

    private static void load(Host host, String text) throws LabException, InterruptedException {
        Commands.must(host.inside("iptables-legacy-restore", "--noflush", "--wait=10"), text);
    }

    @Override
    public Counters counters(Host isp) throws LabException, InterruptedException {
        return parse(isp.exec("iptables-legacy-save", "-c", "-t", "mangle"));
    }

    static Counters parse(String saved) {
        var seen = new HashMap<Flight, Long>();
        Matcher entry = SEEN.matcher(saved);
        while (entry.find()) {
            int protocol = PROTOCOLS.getOrDefault(entry.group(3), 0);
            seen.put(new Flight(OTHERS, entry.group(2), protocol), Long.valueOf(entry.group(1)));
        }
        var foreign = new HashMap<String, Long>();
        Matcher source = FOREIGN.matcher(saved);
        while (source.find()) {
            String network = source.group(2);
            foreign.put(network == null ? OTHERS : network, Long.valueOf(source.group(1)));
        }
        if (seen.isEmpty() || !foreign.containsKey(OTHERS)) {
            throw new IllegalStateException("the provider's own rules are not in\n" + saved);
        }
        return new Counters(seen, foreign);
    }

    @Override
    public void inwards(Host router, boolean dmz) throws LabException, InterruptedException {
        String toDmz = dmz ? forward(Addresses.DMZ_PORT, Addresses.DMZ_SERVER) : "";
        load(router, "*nat\n" + forward(Addresses.LAN_PORT, Addresses.LAN_CLIENT) + toDmz + "COMMIT\n");
    }

    private static String forward(int port, String server) {
        return String.join(
                "",
                List.of("tcp", "udp").stream()
                        .map(protocol -> "-A PREROUTING -i wan+ -p " + protocol + " --dport " + port
                                + " -j DNAT --to-destination " + server + "\n")
                        .toList());
    }
}
