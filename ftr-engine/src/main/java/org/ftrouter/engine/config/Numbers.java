// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as people write them. */
final class Numbers {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern HEX = Pattern.compile("0x[0-9a-f]{1,15}");
    private static final Pattern RATIO = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(%?)");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,18})\\s*([a-z]*)");
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("b", 1L),
            Map.entry("k", 1L << 10),
            Map.entry("kib", 1L << 10),
            Map.entry("kb", 1000L),
            Map.entry("m", 1L << 20),
            Map.entry("mib", 1L << 20),
            Map.entry("mb", 1000_000L),
            Map.entry("g", 1L << 30),
            Map.entry("gib", 1L << 30),
            Map.entry("gb", 1000_000_000L));

    private Numbers() {}

    /** A whole number, decimal or with {@code 0x}. */
    static Optional<Long> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (HEX.matcher(lower).matches()) {
            return Optional.of(Long.parseLong(lower.substring(2), 16));
        }
        return DECIMAL.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** A fraction such as {@code 0.05}, or a percentage such as {@code 5%}. */
    static Optional<Double> ratio(String text) {
        Matcher matcher = RATIO.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var number = new BigDecimal(matcher.group(1));
        return Optional.of(
                matcher.group(2).isEmpty()
                        ? number.doubleValue()
                        : number.movePointLeft(2).doubleValue());
    }

    /** A fraction as a percentage. */
    static String percent(double ratio) {
        return BigDecimal.valueOf(ratio).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }

    /** A size in bytes. */
    static Optional<Long> bytes(String text) {
        Matcher matcher = BYTES.matcher(text.toLowerCase(Locale.ROOT));
        Long unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }
}
