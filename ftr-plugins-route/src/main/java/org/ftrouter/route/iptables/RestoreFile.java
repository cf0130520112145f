// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Sticky;

/**
 * The whole rule set as a file for {@code iptables-restore}, with examples to uncomment. If there are uplinks of both
 * families, the same file is for {@code ip6tables-restore} too: a rule for one family begins with {@code -4} or {@code
 * -6}, and the other tool skips it. It holds no date, so that two of them can be compared.
 */
final class RestoreFile {
    private final RoutePlan plan;
    private final List<String> bySource;
    private final ChainRules rules;
    private final Examples examples;
    private final boolean filter;
    private final List<String> lines = new ArrayList<>();

    RestoreFile(RoutePlan plan, boolean filter) {
        this(plan, plan, filter);
    }

    /** With {@code possible}, what the kernel can keep of the plan: the file says where that is less. */
    RestoreFile(RoutePlan wanted, RoutePlan possible, boolean filter) {
        this.plan = possible;
        this.bySource = wanted.pins().stream()
                .map(PinRoute::pin)
                .filter(pin -> possible.pins().stream().noneMatch(p -> p.pin().equals(pin)))
                .map(Pin::name)
                .toList();
        this.rules = new ChainRules(plan);
        this.examples = new Examples(plan, rules.families());
        this.filter = filter;
    }

    String text() {
        header();
        mangle();
        nat();
        if (filter) {
            lines.add("");
            new FilterExample(plan, rules.families(), this::addRule).appendTo(lines);
        }
        return String.join("\n", lines) + "\n";
    }

    private void header() {
        lines.add("# Fault Tolerant Router: rules that keep each connection on its uplink");
        lines.add("#");
        var marks = new Marks(plan.layout().markMask());
        for (Uplink uplink : plan.uplinks()) {
            String realm = plan.sharing(uplink, Family.IPV4).isEmpty()
                    ? ""
                    : "  realm " + plan.layout().realm(uplink);
            lines.add("#   " + uplink.name() + "  " + uplink.device() + "  mark " + marks.set(uplink.mark()) + realm);
        }
        lines.add("#");
        lines.add("# Load with: " + loaders() + " < FILE");
        lines.add(
                "# That replaces the tables below with all they hold: first bring your own rules over into this file.");
        if (rules.families().size() == 2) {
            lines.add(
                    "# One file for both: a line with -4 is for the first of the tools only, one with -6 for the second.");
        }
        sets();
        lines.add("# Mark bits outside the mask are never touched; other programs may use them.");
        lines.add("");
    }

    /** Rules whose sets are not there are refused. */
    private void sets() {
        List<PairSet> sets = PairSet.of(plan);
        if (!sets.isEmpty()) {
            lines.add(
                    "# Before that, the sets that the rules name, by ipset (Debian: apt install ipset); what is there stays:");
            lines.add("#   sed -n 's/^#ipset //p' FILE | ipset restore -exist");
            sets.forEach(set -> lines.add("#ipset " + set.line()));
        }
        if (!bySource.isEmpty()) {
            lines.add(
                    "# Sticky by source alone, for the kernel where this was made has no sets of pairs (hash:net,net): "
                            + String.join(", ", bySource) + ".");
            lines.add("# On a router that has them (ipset), generate this file there.");
        }
    }

    private String loaders() {
        if (!rules.families().contains(Family.IPV6)) {
            return "iptables-restore";
        }
        return rules.families().size() == 1 ? "ip6tables-restore" : "iptables-restore < FILE, then ip6tables-restore";
    }

    private void mangle() {
        boolean output = !rules.rules(OwnChain.OUT).isEmpty();
        lines.add("*mangle");
        declare(output ? List.of("PREROUTING", "OUTPUT", "POSTROUTING") : List.of("PREROUTING", "POSTROUTING"));
        lines.add(":FTR_PRE - [0:0]");
        if (output) {
            lines.add(":FTR_OUT - [0:0]");
        }
        lines.add(":FTR_POST - [0:0]");
        lines.add("-A PREROUTING -j FTR_PRE");
        if (output) {
            lines.add("-A OUTPUT -j FTR_OUT");
        }
        lines.add("-A POSTROUTING -j FTR_POST");
        lines.add(
                "# From our networks: a packet gets the mark of its connection, and with it the way, before it is routed.");
        lines.add(
                "# From an uplink: a new connection gets the mark of that uplink, so that its answers go back there.");
        addPins();
        addAll(OwnChain.PRE);
        examples.pins().forEach(lines::add);
        examples.furtherAddresses().forEach(lines::add);
        if (output) {
            lines.add("# From programs of this router that pins name.");
            addAll(OwnChain.OUT);
        }
        lines.add("# To an uplink: a new connection gets the mark of the uplink it was sent to. Probes have none.");
        addAll(OwnChain.POST);
        lines.add("COMMIT");
        lines.add("");
    }

    private void addPins() {
        var marks = new Marks(plan.layout().markMask());
        for (PinRoute route : plan.pins()) {
            Pin pin = route.pin();
            lines.add("# Pin " + pin.name() + ": its new connections get the mark " + marks.set(pin.mark())
                    + ", which leads to table " + pin.table() + ".");
            pin.sticky()
                    .ifPresent(sticky -> lines.add("#   Who took an uplink of it within the last "
                            + sticky.lasts().toSeconds() + " s keeps to it. " + memory(pin, sticky)));
        }
    }

    private static String memory(Pin pin, Sticky sticky) {
        return sticky.by() == Sticky.By.SOURCE
                ? "The lists (/proc/net/xt_recent/FTR:" + pin.name() + ":*) are of sources."
                : "The sets (ipset list) are of sources and destinations.";
    }

    private void nat() {
        lines.add("*nat");
        declare(List.of("PREROUTING", "POSTROUTING"));
        boolean exchange = rules.chains("nat").contains(OwnChain.NPT);
        lines.add(":FTR_NAT - [0:0]");
        if (exchange) {
            lines.add(":FTR_NPT - [0:0]");
        }
        examples.servers().forEach(lines::add);
        examples.extraSources().forEach(lines::add);
        lines.add("-A POSTROUTING -j FTR_NAT");
        lines.add("# What leaves through an uplink bears an address of that uplink.");
        addAll(OwnChain.NAT);
        if (exchange) {
            lines.add("# What comes in for an exchanged prefix finds its host.");
            lines.add("-A PREROUTING -j FTR_NPT");
            addAll(OwnChain.NPT);
        }
        lines.add("COMMIT");
    }

    private void declare(List<String> builtIns) {
        for (String builtIn : builtIns) {
            lines.add(":" + builtIn + " ACCEPT [0:0]");
        }
    }

    private void addAll(OwnChain own) {
        rules.rules(own).forEach(rule -> addRule(own.chain(), rule));
    }

    private void addRule(String chain, Rule rule) {
        lines.add(only(rule.families()) + "-A " + chain + " " + rule.text());
    }

    private String only(Set<Family> families) {
        if (families.size() == rules.families().size()) {
            return "";
        }
        return families.contains(Family.IPV4) ? "-4 " : "-6 ";
    }
}
