// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;

/**
 * Our table as a file for {@code nft -f}, with examples to uncomment. It can be loaded again and again, and holds no
 * date, so that two of them can be compared.
 */
final class RulesetFile {
    private final RoutePlan plan;
    private final FtrTable table;
    private final boolean filter;

    RulesetFile(RoutePlan plan, boolean filter) {
        this.plan = plan;
        this.table = new FtrTable(plan);
        this.filter = filter;
    }

    String text() {
        var lines = new ArrayList<String>();
        header(lines);
        lines.add(table.replacement());
        lines.addAll(new Examples(plan, table.families()).lines());
        if (filter) {
            lines.add("");
            lines.add(new FilterExample(plan, table.families()).text().stripTrailing());
        }
        return String.join("\n", lines) + "\n";
    }

    private void header(List<String> lines) {
        lines.add("#!/usr/sbin/nft -f");
        lines.add("# Fault Tolerant Router: rules that keep each connection on its uplink");
        lines.add("#");
        int mask = plan.layout().markMask();
        for (Uplink uplink : plan.uplinks()) {
            lines.add(String.format("#   %s  %s  mark 0x%x/0x%x", uplink.name(), uplink.device(), uplink.mark(), mask));
        }
        lines.add("#");
        lines.add(
                "# Load with: nft -f FILE, now and at boot (Debian: include \"FILE\" at the end of /etc/nftables.conf).");
        lines.add("# That replaces the table " + FtrTable.NAME + " as a whole, and no other.");
        lines.add("# Mark bits outside the mask are never touched; other programs may use them.");
        lines.add("");
    }
}
