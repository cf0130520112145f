// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.text;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.ftrouter.engine.cycle.plan.Role;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.Reason;

/** Small pieces of text that every screen and mail uses alike. Pure. */
public final class Words {
    private Words() {}

    /** A reason in words, with its numbers. */
    public static String reason(Messages messages, Reason reason) {
        return messages.text("reason." + reason.code().name(), reason.numbers());
    }

    /** The same, and what came instead of answers if anything did. */
    public static String why(Messages messages, Reason reason) {
        Object said = reason.numbers().getOrDefault(Reason.SAID, "");
        return reason(messages, reason) + (said.equals("") ? "" : ": " + said);
    }

    public static String health(Messages messages, Health health) {
        return messages.text("health." + code(health), Map.of());
    }

    public static String role(Messages messages, Role role) {
        return messages.text("role." + code(role), Map.of());
    }

    /** The stable word for machines: an enum's constant in lower case. */
    public static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** A share or a loss: whole percents, one digit below ten. */
    public static String percent(double ratio) {
        double percent = ratio * 100;
        boolean whole = percent >= 10 || percent == Math.rint(percent);
        return String.format(Locale.ROOT, whole ? "%.0f %%" : "%.1f %%", percent);
    }

    public static String latency(Duration roundTrip) {
        double millis = roundTrip.toNanos() / 1e6;
        return String.format(Locale.ROOT, millis < 9.95 ? "%.1f ms" : "%.0f ms", millis);
    }

    /** A duration in its two largest units: {@code 1 h 12 min}. */
    public static String duration(Messages messages, Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return messages.text("duration.seconds", Map.of("seconds", seconds));
        }
        if (seconds < 3600) {
            return messages.text("duration.minutes", Map.of("minutes", seconds / 60, "seconds", seconds % 60));
        }
        if (seconds < 86_400) {
            return messages.text("duration.hours", Map.of("hours", seconds / 3600, "minutes", seconds / 60 % 60));
        }
        return messages.text("duration.days", Map.of("days", seconds / 86_400, "hours", seconds / 3600 % 24));
    }
}
