// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How an uplink is dialled when it is needed, and hung up when it is not.
 *
 * @param activate program and arguments
 * @param deactivate the same
 * @param linger for how long it is not needed before it is hung up
 * @param limit after this time a command is killed
 */
public record DialConfig(List<String> activate, List<String> deactivate, Duration linger, Duration limit) {
    private static final Duration LINGER = Duration.ofMinutes(5);
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** Copies. */
    public DialConfig {
        activate = List.copyOf(activate);
        deactivate = List.copyOf(deactivate);
    }

    /** What the block of an uplink says. */
    static Optional<DialConfig> read(HoconSettings uplink) {
        List<String> activate = command(uplink, "activate", "deactivate");
        List<String> deactivate = command(uplink, "deactivate", "activate");
        Duration linger = uplink.duration("linger", LINGER, Duration.ZERO, Duration.ofDays(7));
        Duration limit = uplink.duration("dial-timeout", LIMIT, Duration.ofSeconds(1), Duration.ofMinutes(10));
        if (!uplink.has("activate") || !uplink.has("deactivate")) {
            for (String key : List.of("linger", "dial-timeout")) {
                if (uplink.has(key) && !uplink.has("activate") && !uplink.has("deactivate")) {
                    uplink.error(key, "C430", "'" + uplink.named(key) + "' needs 'activate' and 'deactivate'", "");
                }
            }
            return Optional.empty();
        }
        if (!uplink.has("priority")) {
            String text = "'" + uplink.path() + "' has no 'priority', so that nothing says when it is to be dialled";
            uplink.error("activate", "C430", text, "give it a priority behind those of the others");
        }
        return activate.isEmpty() || deactivate.isEmpty()
                ? Optional.empty()
                : Optional.of(new DialConfig(activate, deactivate, linger, limit));
    }

    private static List<String> command(HoconSettings uplink, String key, String other) {
        if (!uplink.has(key)) {
            if (uplink.has(other)) {
                uplink.missing(key);
            }
            return List.of();
        }
        List<String> words = uplink.strings(key);
        if (words.isEmpty() || !words.get(0).startsWith("/")) {
            String given = words.isEmpty() ? "" : words.get(0);
            String text = "'" + uplink.named(key) + "' begins with '" + Shown.safe(given)
                    + "', not with the absolute path of a program";
            String hint = "a list, each argument by itself: [ \"/usr/sbin/ifup\", \"lte\" ]";
            uplink.error(key, "C430", text, hint);
            return List.of();
        }
        return words;
    }
}
