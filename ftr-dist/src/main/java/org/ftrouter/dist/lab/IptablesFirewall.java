// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Counters.Flight;
import org.jspecify.annotations.Nullable;

/**
 * The old iptables and ip6tables, for kernels without nftables such as User Mode Linux. They have no sets that grow, so that
 * only packets to the probe targets are counted one by one, and foreign sources by network.
 */
final class IptablesFirewall implements Firewall {
    private static final Map<String, Integer> PROTOCOLS = Map.of("icmp", 1, "tcp", 6, "udp", 17, "ipv6-icmp", 58);
    private static final Pattern SEEN = Pattern.compile(
            "^\\[(\\d+):\\d+] -A SEEN -d ([0-9a-f.:]+)/\\d+ -p ([\\w-]+) -j RETURN$", Pattern.MULTILINE);
    private static final Pattern FOREIGN =
            Pattern.compile("^\\[(\\d+):\\d+] -A FOREIGN (?:-s ([0-9a-f.:]+)/\\d+ )?-j DROP$", Pattern.MULTILINE);

    private static final String OTHERS = "0.0.0.0";

    /** Where foreign sources may be from: our own networks, or another uplink's. */
    private static final List<String> NETWORKS =
            List.of("10.77.0.0/16", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/16");

    private static final List<String> NETWORKS6 =
            List.of("fd77::/32", "2001:db8:1::/64", "2001:db8:2::/64", "2001:db8:3::/64", "2001:db8::/32");

    /** What stays on the link is the customer's own. */
    private static final String ON_THE_LINK = "-A CUSTOMER -s 0.0.0.0 -p udp --dport 67 -g SILENT\n";

    private static final String ON_THE_LINK6 = """
            -A CUSTOMER -s ::/128 -g SILENT
            -A CUSTOMER -s fe80::/10 -g SILENT
            -A CUSTOMER -d fe80::/10 -g SILENT
            -A CUSTOMER -d ff00::/8 -g SILENT
            """;

    @Override
    public void provider(Host isp, LabUplink uplink) throws LabException, InterruptedException {
        for (Family family : Family.values()) {
            boolean ipv4 = family == Family.IPV4;
            var seen = new StringBuilder();
            for (String target : Addresses.targets(family)) {
                for (String protocol : List.of(ipv4 ? "icmp" : "ipv6-icmp", "tcp", "udp")) {
                    seen.append("-A SEEN -d " + target + " -p " + protocol + " -j RETURN\n");
                }
            }
            for (String network : ipv4 ? NETWORKS : NETWORKS6) {
                seen.append("-A FOREIGN -s " + network + " -j DROP\n");
            }
            load(isp, family, """
                    *mangle
                    :FAULT - [0:0]
                    :SILENT - [0:0]
                    :SEEN - [0:0]
                    :FOREIGN - [0:0]
                    :CUSTOMER - [0:0]
                    -A PREROUTING -i %s -j CUSTOMER
                    %s-A CUSTOMER ! -s %s -j FOREIGN
                    -A CUSTOMER -j SEEN
                    -A CUSTOMER -j SILENT
                    %s-A FOREIGN -j DROP
                    -A FORWARD -j FAULT
                    COMMIT
                    """.formatted(
                            uplink.line().customer().replace('*', '+'),
                            ipv4 ? ON_THE_LINK : ON_THE_LINK6,
                            uplink.network(family),
                            seen));
        }
    }

    @Override
    public void fault(Host isp, Fault fault) throws LabException, InterruptedException {
        for (Family family : Family.values()) {
            replace(isp, family, rules(fault, family));
        }
    }

    private static String rules(Fault fault, Family family) {
        String drop = "-A FAULT -j DROP\n";
        return switch (fault.kind()) {
            case CARRIER -> "";
            case BLACKHOLE -> drop;
            case BLACKHOLE4 -> family == Family.IPV4 ? drop : "";
            case BLACKHOLE6 -> family == Family.IPV6 ? drop : "";
            case GATEWAY -> drop + "-A SILENT -j DROP\n";
            case LOSS -> {
                String share = String.format(Locale.ROOT, "%.6f", fault.percent() / 100);
                yield "-A FAULT -o core -m statistic --mode random --probability " + share + " -j DROP\n";
            }
        };
    }

    @Override
    public void heal(Host isp) throws LabException, InterruptedException {
        for (Family family : Family.values()) {
            replace(isp, family, "");
        }
    }

    /** Naming a chain that exists empties it; the other chains keep their rules and their counts. */
    private static void replace(Host isp, Family family, String rules) throws LabException, InterruptedException {
        load(isp, family, "*mangle\n:FAULT - [0:0]\n:SILENT - [0:0]\n" + rules + "COMMIT\n");
    }

    private static String program(Family family, String what) {
        return (family == Family.IPV4 ? "iptables" : "ip6tables") + "-legacy-" + what;
    }

    private static void load(Host host, Family family, String text) throws LabException, InterruptedException {
        Commands.must(host.inside(program(family, "restore"), "--noflush", "--wait=10"), text);
    }

    @Override
    public Counters counters(Host isp) throws LabException, InterruptedException {
        return parse(isp.exec(program(Family.IPV4, "save"), "-c", "-t", "mangle")
                + isp.exec(program(Family.IPV6, "save"), "-c", "-t", "mangle"));
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
            foreign.merge(network == null ? OTHERS : network, Long.valueOf(source.group(1)), Long::sum);
        }
        if (seen.isEmpty() || !foreign.containsKey(OTHERS)) {
            throw new IllegalStateException("the provider's own rules are not in\n" + saved);
        }
        return new Counters(seen, foreign);
    }

    @Override
    public void inwards(Host router, boolean dmz) throws LabException, InterruptedException {
        inwards(router, Family.IPV4, Addresses.LAN_CLIENT, dmz ? Addresses.DMZ_SERVER : null);
        inwards(router, Family.IPV6, Addresses.LAN_CLIENT6, dmz ? Addresses.DMZ_SERVER6 : null);
    }

    private static void inwards(Host router, Family family, String lan, @Nullable String dmz)
            throws LabException, InterruptedException {
        String toDmz = dmz == null ? "" : forward(Addresses.DMZ_PORT, dmz);
        String invalid = "-A FORWARD -m conntrack --ctstate INVALID -j DROP\n";
        load(
                router,
                family,
                "*filter\n" + invalid + "COMMIT\n*nat\n" + forward(Addresses.LAN_PORT, lan) + toDmz + "COMMIT\n");
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
