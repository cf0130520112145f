// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Puts our table in the place of one that is there, in one transaction, without a loss of what the kernel has entered in
 * sets that both have: who keeps to which uplink. Pure.
 */
final class TableChange {
    private static final Pattern PART = Pattern.compile("(?m)^\\t(\\w+) (\\S+) \\{$");
    private static final String NAME = FtrTable.NAME;

    private TableChange() {}

    /** Empty if there is nothing to keep, or something that we cannot take out. */
    static Optional<String> keeping(FtrTable wanted, String found) {
        String block = wanted.block();
        List<MatchResult> parts = PART.matcher(found).results().toList();
        boolean ours = parts.stream().allMatch(part -> part.group(1).matches("set|chain"));
        if (!ours || parts.stream().noneMatch(part -> stays(part, block))) {
            return Optional.empty();
        }
        var lines = new ArrayList<String>(List.of("table " + NAME, "flush table " + NAME));
        for (String kind : List.of("chain", "set")) {
            parts.stream()
                    .filter(part -> part.group(1).equals(kind) && !stays(part, block))
                    .forEach(part -> lines.add("delete " + kind + " " + NAME + " " + part.group(2)));
        }
        return Optional.of(String.join("\n", lines) + "\n" + block);
    }

    private static boolean stays(MatchResult part, String block) {
        return isKept(part.group(1), part.group(2)) && block.contains("\tset " + part.group(2) + " {\n");
    }

    /** Whether it is a set that the kernel fills. */
    static boolean isKept(String kind, String name) {
        return kind.equals("set") && StickyRules.KEPT.stream().anyMatch(name::startsWith);
    }
}
