// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One table as {@code iptables-save} prints it.
 *
 * @param chains the rules of each chain, in order, without {@code -A CHAIN}
 */
record SavedTable(Map<String, List<String>> chains) {

    /**
     * Reads the tool's output; no output at all is an empty table.
     *
     * @throws IllegalArgumentException if that is not what iptables-save prints
     */
    static SavedTable parse(String table, String text) {
        var chains = new LinkedHashMap<String, List<String>>();
        boolean open = false;
        for (String line : text.lines().toList()) {
            if (line.equals("*" + table) || line.equals("COMMIT")) {
                open = !open;
            } else if (open && line.startsWith(":")) {
                chains.put(line.substring(1).split(" ", 2)[0], new ArrayList<>());
            } else if (open && line.startsWith("-A ")) {
                String[] parts = line.split(" ", 3);
                rules(chains, parts[1], line).add(parts.length < 3 ? "" : parts[2]);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw unexpected(line);
            }
        }
        if (open) {
            throw new IllegalArgumentException("the output ends before COMMIT");
        }
        return new SavedTable(chains);
    }

    private static List<String> rules(Map<String, List<String>> chains, String chain, String line) {
        List<String> rules = chains.get(chain);
        if (rules == null) {
            throw unexpected(line);
        }
        return rules;
    }

    private static IllegalArgumentException unexpected(String line) {
        String start = line.length() > 100 ? line.substring(0, 100) + "..." : line;
        return new IllegalArgumentException("does not answer like iptables-save: '" + start + "'");
    }

    /** The rules of a chain, empty if there is no such chain. */
    Optional<List<String>> rules(String chain) {
        return Optional.ofNullable(chains.get(chain));
    }

    /** Every rule that leads into a chain, as {@code CHAIN RULE}. */
    List<String> leadingTo(String target) {
        var found = new ArrayList<String>();
        chains.forEach((chain, rules) -> rules.stream()
                .filter(rule -> rule.endsWith("-j " + target) || rule.endsWith("-g " + target))
                .forEach(rule -> found.add(chain + " " + rule)));
        return found;
    }
}
