// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.route.Layout;

/** Reads {@code routing}: the numbers under which everything stands in the kernel. */
final class LayoutReader {
    /** Rule of the system's main table: ours stand before it. */
    private static final int SYSTEM_MAIN = 32766;

    private static final int BLOCK = 100;

    /** So many uplinks fit into a block of rules. */
    static final int MOST_UPLINKS = BLOCK - 1;

    /** A realm has 16 bits. */
    private static final int MOST_REALM_BASE = 65_535 - UplinkReader.MOST_IDS;

    /** So many pins fit between the rule of table main and the next block. */
    static final int MOST_PINS = BLOCK - 1;

    private static final int SPAN = 9 * BLOCK + 1;

    private final HoconSettings routing;

    LayoutReader(HoconSettings routing) {
        this.routing = routing;
    }

    /** First table number; uplink tables follow it. */
    int tableBase() {
        return routing.integer("table-base", 200, 1, 1_000_000_000);
    }

    /** The layout for that many uplinks and pins. */
    Layout layout(int uplinks, int pins) {
        int base = routing.integer("rule-priority", 31000, 1, SYSTEM_MAIN - 1 - SPAN);
        HoconSettings rules = routing.section("rules");
        int balancedTable = routing.integer("balanced-table", tableBase(), 1, Integer.MAX_VALUE);
        if (isSystemTable(balancedTable)) {
            String key = routing.has("balanced-table") ? "balanced-table" : "table-base";
            routing.error(key, "C410", "table " + balancedTable + " is the system's own", "choose another number");
        }
        var layout = new Layout(
                mask(),
                routing.integer("protocol", 199, 5, 255),
                balancedTable,
                rule(rules, "probe", base),
                rule(rules, "main", base + BLOCK),
                rule(rules, "mark", base + 2 * BLOCK),
                rule(rules, "from", base + 3 * BLOCK),
                rule(rules, "balanced", base + SPAN - 1),
                rule(rules, "guard", base + SPAN),
                routing.integer("realm-base", Layout.USUAL_REALM_BASE, 0, MOST_REALM_BASE));
        checkOverlap(layout, uplinks, pins);
        return layout;
    }

    /** What to do when no uplink is usable. */
    AllDown allDown() {
        return routing.choice("when-all-down", AllDown.class, AllDown.KEEP);
    }

    /** Whether a table number belongs to the system. */
    static boolean isSystemTable(int table) {
        return table == 0 || (table >= 253 && table <= 255);
    }

    private static int rule(HoconSettings rules, String key, int usual) {
        return rules.integer(key, usual, 1, Integer.MAX_VALUE - 10 * BLOCK);
    }

    private int mask() {
        String given = routing.string("mark-mask", "0xff00");
        long mask = Numbers.parse(given).filter(m -> m > 0 && m <= 0xffffffffL).orElse(0L);
        long field = mask >> Long.numberOfTrailingZeros(mask);
        if (mask == 0 || (field & (field + 1)) != 0) {
            routing.wrong("mark-mask", given, "allowed are neighbouring bits such as 0xff00", "C409", "");
            return 0xff00;
        }
        return (int) mask;
    }

    private void checkOverlap(Layout layout, int uplinks, int pins) {
        Map<Integer, String> taken = new LinkedHashMap<>();
        List<String> clashes = new ArrayList<>();
        claim(taken, clashes, "probe", layout.probePriority(), uplinks);
        claim(taken, clashes, "main", layout.mainPriority(), 1);
        claim(taken, clashes, "pins", layout.pinPriority(), Math.min(pins, MOST_PINS));
        claim(taken, clashes, "mark", layout.markPriority(), uplinks);
        claim(taken, clashes, "from", layout.fromPriority(), uplinks);
        claim(taken, clashes, "balanced", layout.balancedPriority(), 1);
        claim(taken, clashes, "guard", layout.guardPriority(), 1);
        if (!clashes.isEmpty()) {
            routing.error("rules", "C411", "rule priorities overlap: " + clashes.get(0), "move one of them");
        }
    }

    private static void claim(Map<Integer, String> taken, List<String> clashes, String what, int from, int count) {
        for (int priority = from; priority < from + count; priority++) {
            String other = taken.putIfAbsent(priority, what);
            if (other != null) {
                clashes.add(priority + " is both '" + other + "' and '" + what + "'");
            }
        }
    }
}
