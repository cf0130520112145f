// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times with a unit: {@code 500ms, 5s, 1m, 2h, 1d}. */
final class Durations {
    /** The units, for messages. */
    static final String UNITS = "ms, s, m, h or d";

    private static final Pattern TIME = Pattern.compile("([+-]?\\d{1,18}(?:\\.\\d{1,9})?)\\s*([a-z]+)");
    private static final BigDecimal MOST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final Map<String, Long> NANOS = Map.ofEntries(
            Map.entry("ns", 1L),
            Map.entry("us", 1_000L),
            Map.entry("ms", 1_000_000L),
            Map.entry("millis", 1_000_000L),
            Map.entry("milliseconds", 1_000_000L),
            Map.entry("s", 1_000_000_000L),
            Map.entry("second", 1_000_000_000L),
            Map.entry("seconds", 1_000_000_000L),
            Map.entry("m", 60_000_000_000L),
            Map.entry("minute", 60_000_000_000L),
            Map.entry("minutes", 60_000_000_000L),
            Map.entry("h", 3_600_000_000_000L),
            Map.entry("hour", 3_600_000_000_000L),
            Map.entry("hours", 3_600_000_000_000L),
            Map.entry("d", 86_400_000_000_000L),
            Map.entry("day", 86_400_000_000_000L),
            Map.entry("days", 86_400_000_000_000L));

    private Durations() {}

    /** Reads a time; empty if the text is none, or too long to count in nanoseconds (292 years). */
    static Optional<Duration> parse(String text) {
        Matcher matcher = TIME.matcher(text);
        Long unit = matcher.matches() ? NANOS.get(matcher.group(2)) : null;
        if (unit == null) {
            return Optional.empty();
        }
        BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
        return nanos.abs().compareTo(MOST_NANOS) > 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(nanos.longValue()));
    }

    /** The shortest way to write a time. */
    static String format(Duration time) {
        long nanos = time.toNanos();
        for (String unit : new String[] {"d", "h", "m", "s", "ms", "us"}) {
            long size = NANOS.getOrDefault(unit, 1L);
            if (nanos != 0 && nanos % size == 0) {
                return String.format(Locale.ROOT, "%d%s", nanos / size, unit);
            }
        }
        return nanos == 0 ? "0s" : nanos + "ns";
    }
}
