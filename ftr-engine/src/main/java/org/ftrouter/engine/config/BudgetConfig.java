// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.List;
import java.util.Optional;

/**
 * How much an uplink may carry in a month.
 *
 * @param monthly bytes, both ways together
 * @param fromDay the day on which a month begins, 1 to 31; in a month without it, its last one
 * @param prioritySpent the uplink's priority while it is spent
 */
public record BudgetConfig(long monthly, int fromDay, int prioritySpent) {
    private static final int LAST = 1_000_000;

    /** What the block of an uplink says. */
    static Optional<BudgetConfig> read(HoconSettings uplink) {
        if (!uplink.has("budget")) {
            return Optional.empty();
        }
        HoconSettings budget = uplink.section("budget");
        if (!budget.has("monthly")) {
            budget.missing("monthly");
        }
        long monthly = budget.bytes("monthly", 1L << 30, 1000, 1_000_000_000_000_000L);
        int fromDay = budget.integer("from-day", 1, 1, 31);
        int spent = budget.integer("priority-when-spent", LAST, 0, LAST);
        if (!uplink.has("priority")) {
            String text = "'" + uplink.path() + "' has no 'priority' that could be lowered";
            uplink.error("budget", "C431", text, "give it one, or leave the budget out");
        } else if (spent <= uplink.integer("priority", 1, 0, LAST)) {
            String text = "'" + budget.named("priority-when-spent") + "' is not behind the uplink's priority";
            budget.error(
                    budget.has("priority-when-spent") ? "priority-when-spent" : "monthly",
                    "C431",
                    text,
                    "a greater number is a later group");
        }
        return Optional.of(new BudgetConfig(monthly, fromDay, spent));
    }

    /** The counters of an interface tell what all of its uplinks carry together. */
    static void checkAlone(List<UplinkDraft> drafts) {
        for (UplinkDraft draft : drafts) {
            Optional<UplinkDraft> other = drafts.stream()
                    .filter(o -> !o.name().equals(draft.name()) && o.device().equals(draft.device()))
                    .findFirst();
            if (draft.budget().isPresent() && other.isPresent()) {
                String text = "'" + draft.settings().path() + "' shares interface " + draft.device() + " with '"
                        + other.get().name() + "', so that nothing counts its bytes alone";
                draft.settings().error("budget", "C431", text, "a budget needs an interface of its own");
            }
        }
    }
}
