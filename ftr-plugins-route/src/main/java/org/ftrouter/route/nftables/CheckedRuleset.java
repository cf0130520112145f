// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Shortcoming.Need;
import org.ftrouter.route.CheckedChains;
import org.ftrouter.route.CheckedPacket;
import org.ftrouter.route.CheckedRule;
import org.ftrouter.route.FirewallCheck;

/** An administrator's rules as {@code nft list ruleset} prints them. */
final class CheckedRuleset implements FirewallCheck.Rules {
    private static final Pattern BLOCK = Pattern.compile("(table|chain|set|map) (.*) \\{");
    private static final Pattern BASE =
            Pattern.compile("type (\\S+) hook (\\S+) priority (-?\\d+|[a-z]+(?: [+-] \\d+)?);(?: policy (\\S+);)?.*");
    private static final Map<String, Integer> PRIORITIES =
            Map.of("raw", -300, "mangle", -150, "dstnat", -100, "filter", 0, "security", 50, "srcnat", 100);

    private final FtrTable ours;
    private final CheckedChains chains = new CheckedChains(new LinkedHashMap<>());
    private final Map<String, List<String>> sets = new HashMap<>();
    private final List<Base> bases = new ArrayList<>();

    /** A chain that the kernel enters by itself. */
    private record Base(String chain, String type, String hook, int priority, boolean drops) {
        boolean isFor(Family family) {
            return chain.startsWith("inet ") || chain.startsWith(family == Family.IPV4 ? "ip " : "ip6 ");
        }
    }

    CheckedRuleset(RoutePlan plan, String listing) {
        this.ours = new FtrTable(plan);
        List<String> lines = Listing.normal(listing).lines().toList();
        read(lines, true); // sets first: a rule may be listed before the set it asks
        read(lines, false);
        bases.sort(Comparator.comparing(Base::priority));
    }

    private void read(List<String> lines, boolean onlySets) {
        String table = "";
        String block = "";
        for (String line : lines) {
            Matcher begin = BLOCK.matcher(line);
            if (line.equals("}")) {
                block = "";
            } else if (begin.matches() && begin.group(1).equals("table")) {
                table = begin.group(2) + " ";
            } else if (begin.matches()) {
                block = begin.group(1) + " " + table + begin.group(2);
            } else if (onlySets && block.matches("(set|map) .*") && line.startsWith("elements = ")) {
                sets.put(block.substring(4), RuleReader.split(line.substring(11)));
            } else if (!onlySets && block.startsWith("chain ")) {
                readRule(block.substring(6), table, line);
            }
        }
    }

    private void readRule(String chain, String table, String line) {
        Matcher base = BASE.matcher(line);
        if (base.matches()) {
            boolean drops = "drop".equals(base.group(4));
            bases.add(new Base(chain, base.group(1), base.group(2), priority(base.group(3)), drops));
            return;
        }
        chains.chains()
                .computeIfAbsent(chain, any -> new ArrayList<CheckedRule>())
                .addAll(new RuleReader(line, table, sets).read(chain + ": " + line));
    }

    private static int priority(String text) {
        String[] parts = text.split(" ", 2);
        Integer named = PRIORITIES.get(parts[0]);
        int start = named == null ? number(parts[0]) : named;
        return parts.length < 2 ? start : start + number(parts[1].replace(" ", ""));
    }

    private static int number(String text) {
        return text.matches("[+-]?\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    @Override
    public void prerouting(CheckedPacket packet) {
        walk("prerouting", "", packet);
    }

    @Override
    public void postrouting(CheckedPacket packet) {
        walk("postrouting", "", packet);
    }

    @Override
    public void translation(CheckedPacket packet) {
        walk("postrouting", "nat", packet);
    }

    @Override
    public void input(CheckedPacket packet) {
        walk("input", "", packet);
    }

    private void walk(String hook, String type, CheckedPacket packet) {
        for (Base base : bases) {
            if (base.hook().equals(hook)
                    && base.isFor(packet.family)
                    && base.type().contains(type)) {
                chains.walk(base.chain(), packet);
                if (base.drops()) {
                    packet.end(true, base.chain() + ": policy drop");
                }
                packet.goOn();
            }
        }
    }

    @Override
    public String line(Need need, Uplink uplink, Family family) {
        return switch (need) {
            case INCOMING -> "type filter hook prerouting priority mangle: " + ours.incomingAlone(uplink);
            case OUTGOING, PROBE -> "type filter hook postrouting priority mangle: " + ours.outgoingAlone(uplink);
            case TRANSLATION -> "type nat hook postrouting priority srcnat: " + ours.translationAlone(uplink, family);
            case ANSWERS -> "type filter hook input priority filter: ct state established,related accept";
            default -> "";
        };
    }

    @Override
    public String restore(String downlink, Uplink uplink) {
        return "type filter hook prerouting priority mangle: " + ours.restoreAlone(downlink, uplink);
    }
}
