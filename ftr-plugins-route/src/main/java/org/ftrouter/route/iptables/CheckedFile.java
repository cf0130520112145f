// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Shortcoming.Need;
import org.ftrouter.route.CheckedChains;
import org.ftrouter.route.CheckedPacket;
import org.ftrouter.route.CheckedRule;
import org.ftrouter.route.FirewallCheck;

/** An administrator's file for {@code iptables-restore}, as it is for one family. */
final class CheckedFile implements FirewallCheck.Rules {
    private final RoutePlan plan;
    private final Map<String, CheckedChains> tables = new HashMap<>();
    private final Map<String, String> policies = new HashMap<>();

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is not one for iptables-restore; the text names line and content
     */
    CheckedFile(RoutePlan plan, Family family, String text) {
        this.plan = plan;
        String table = "";
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.strip().replaceFirst("^\\[\\d+:\\d+] ", "");
            if (line.startsWith("*")) {
                table = line.substring(1);
                tables.putIfAbsent(table, new CheckedChains(new LinkedHashMap<>()));
            } else if (line.equals("COMMIT")) {
                table = "";
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                if (table.isEmpty()) {
                    throw new IllegalArgumentException("line " + number + " stands in no table: '" + shown(line) + "'");
                }
                read(table, family, line, number);
            }
        }
        if (!table.isEmpty()) {
            throw new IllegalArgumentException("table " + table + " has no COMMIT");
        }
    }

    private void read(String table, Family family, String line, int number) {
        Map<String, List<CheckedRule>> chains = tables.computeIfAbsent(
                        table, any -> new CheckedChains(new LinkedHashMap<>()))
                .chains();
        List<String> words = RuleReader.words(line);
        if (line.startsWith(":")) {
            chains.putIfAbsent(words.get(0).substring(1), new ArrayList<>());
            policies.put(table + " " + words.get(0).substring(1), words.size() > 1 ? words.get(1) : "");
            return;
        }
        if (words.get(0).matches("-4|-6|--ipv4|--ipv6")) {
            if (words.get(0).endsWith("4") != (family == Family.IPV4)) {
                return;
            }
            words = words.subList(1, words.size());
        }
        if (words.size() < 2 || !words.get(0).matches("-A|--append|-I|--insert")) {
            throw new IllegalArgumentException("line " + number + " is no rule: '" + shown(line) + "'");
        }
        List<CheckedRule> chain = chains.computeIfAbsent(words.get(1), any -> new ArrayList<>());
        var rule = new RuleReader(words.subList(2, words.size()), chains.keySet()).read(shown(line));
        chain.add(words.get(0).matches("-I|--insert") ? 0 : chain.size(), rule);
    }

    private static String shown(String line) {
        return line.length() > 300 ? line.substring(0, 300) + "..." : line;
    }

    @Override
    public void prerouting(CheckedPacket packet) {
        walk("mangle", "PREROUTING", packet);
    }

    @Override
    public void postrouting(CheckedPacket packet) {
        walk("mangle", "POSTROUTING", packet);
    }

    @Override
    public void translation(CheckedPacket packet) {
        walk("nat", "POSTROUTING", packet);
    }

    @Override
    public void input(CheckedPacket packet) {
        walk("filter", "INPUT", packet);
        String policy = policies.getOrDefault("filter INPUT", "");
        packet.end(policy.equals("DROP"), ":INPUT " + policy);
    }

    private void walk(String table, String chain, CheckedPacket packet) {
        CheckedChains chains = tables.get(table);
        if (chains != null) {
            chains.walk(chain, packet);
        }
    }

    @Override
    public String line(Need need, Uplink uplink, Family family) {
        return switch (need) {
            case INCOMING -> ours(OwnChain.PRE, uplink, family, "-i ");
            case OUTGOING, PROBE -> ours(OwnChain.POST, uplink, family, "-o ");
            case TRANSLATION -> ours(OwnChain.NAT, uplink, family, "-o ");
            case ANSWERS -> "*filter -I INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT";
            default -> "";
        };
    }

    @Override
    public String restore(String downlink, Uplink uplink) {
        return first(OwnChain.PRE, uplink.families().iterator().next(), "-i " + downlink + " ");
    }

    private String ours(OwnChain chain, Uplink uplink, Family family, String direction) {
        return first(chain, family, direction + uplink.device() + " ");
    }

    /** Our rule, in the chain that the kernel enters by itself. */
    private String first(OwnChain own, Family family, String start) {
        return new ChainRules(plan)
                .texts(own, family).stream()
                        .filter(rule -> rule.startsWith(start))
                        .findFirst()
                        .map(rule -> "*" + own.table() + " -A " + own.builtIn() + " " + rule)
                        .orElse("");
    }
}
