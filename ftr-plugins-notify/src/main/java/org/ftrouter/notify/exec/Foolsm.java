// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.exec;

import java.util.List;
import java.util.Map;
import org.ftrouter.api.notify.Notice;

/** What foolsm (also called lsm) gives its event scripts, as {@code $1} to {@code $16}. Pure. */
final class Foolsm {
    private static final String UNKNOWN = ""; // as foolsm has it for what is not configured
    private static final double MICROSECONDS = 1e6;

    private Foolsm() {}

    /** Whether foolsm has such an event. Its scripts take every state but {@code up} for {@code down}. */
    static boolean knows(Notice notice) {
        return notice.uplink().isPresent() && !state(notice).isEmpty();
    }

    /** STATE, NAME, CHECKIP, DEVICE, WARN_EMAIL, the counts of probes, AVG_RTT, SRCIP, PREVSTATE and TIMESTAMP. */
    static List<String> arguments(Notice notice) {
        Map<String, String> fields = notice.fields();
        long answered = number(fields, "answered");
        return List.of(
                state(notice),
                notice.uplink().orElse(UNKNOWN),
                UNKNOWN, // we ask several
                fields.getOrDefault("interface", UNKNOWN),
                UNKNOWN, // mail is another channel's
                Long.toString(answered),
                "0", // of a verdict that is made, nothing is waited for
                Long.toString(Math.max(0, number(fields, "targets") - answered)),
                "0",
                "0",
                "0",
                Long.toString(state(notice).equals("down") ? number(fields, "tries") : 0),
                Long.toString(Math.round(decimal(fields, "rtt_seconds") * MICROSECONDS)),
                UNKNOWN,
                previous(fields),
                Long.toString(notice.at().getEpochSecond()));
    }

    private static String state(Notice notice) {
        return switch (notice.kind()) {
            case "uplink.up" -> "up";
            case "uplink.down" -> "down";
            default -> "";
        };
    }

    private static String previous(Map<String, String> fields) {
        return switch (fields.getOrDefault("previous_health", UNKNOWN)) {
            case "up", "degraded" -> "up";
            case "down" -> "down";
            default -> "unknown";
        };
    }

    private static long number(Map<String, String> fields, String name) {
        return (long) decimal(fields, name);
    }

    private static double decimal(Map<String, String> fields, String name) {
        String text = fields.getOrDefault(name, "0");
        return text.matches("[0-9]{1,9}(\\.[0-9]+)?") ? Double.parseDouble(text) : 0;
    }
}
