// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Writes restore files that change one table from what it is to what it ought to be; nothing but our chains. */
final class Changes {
    private Changes() {}

    /** Puts our chains and one jump to each in place. A jump that someone moved stays where it is. */
    static String install(String table, SavedTable now, Map<OwnChain, List<String>> wanted) {
        var lines = new ArrayList<String>();
        wanted.keySet().forEach(own -> lines.add(":" + own.chain() + " - [0:0]")); // makes it, or empties it
        wanted.forEach((own, rules) -> {
            if (!jumpStands(own, now)) {
                jumps(own, now).forEach(jump -> lines.add("-D " + own.builtIn() + " " + jump));
                lines.add(own.insertJump());
            }
            rules.forEach(rule -> lines.add("-A " + own.chain() + " " + rule));
        });
        lines.addAll(removal(of(table).stream().filter(own -> !wanted.containsKey(own)), now));
        return file(table, lines);
    }

    /** Removes our chains with everything that leads to them; empty if there is nothing. */
    static String remove(String table, SavedTable now) {
        List<String> lines = removal(of(table).stream(), now);
        return lines.isEmpty() ? "" : file(table, lines);
    }

    private static List<String> removal(Stream<OwnChain> chains, SavedTable now) {
        List<OwnChain> found =
                chains.filter(own -> now.rules(own.chain()).isPresent()).toList();
        var lines = new ArrayList<String>();
        add(
                lines,
                found,
                own -> now.leadingTo(own.chain()).stream()
                        .map(rule -> "-D " + rule)
                        .toList());
        add(lines, found, own -> List.of("-F " + own.chain()));
        add(lines, found, own -> List.of("-X " + own.chain()));
        return lines;
    }

    /** Our chains in a table. */
    static List<OwnChain> of(String table) {
        return Arrays.stream(OwnChain.values())
                .filter(own -> own.table().equals(table))
                .toList();
    }

    /** Whether exactly one jump leads from the built-in chain to ours. */
    static boolean jumpStands(OwnChain own, SavedTable now) {
        return jumps(own, now).size() == 1;
    }

    private static List<String> jumps(OwnChain own, SavedTable now) {
        return now.rules(own.builtIn()).orElse(List.of()).stream()
                .filter(rule -> rule.equals("-j " + own.chain()))
                .toList();
    }

    private static void add(List<String> lines, List<OwnChain> chains, Function<OwnChain, List<String>> toLines) {
        chains.forEach(own -> lines.addAll(toLines.apply(own)));
    }

    private static String file(String table, List<String> lines) {
        return "*" + table + "\n" + String.join("\n", lines) + "\nCOMMIT\n";
    }
}
