// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values as a configuration writes them. */
final class Values {
    private static final Pattern TIME = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private Values() {}

    static Optional<Integer> integer(Object given) {
        return given.toString().matches("-?\\d{1,9}")
                ? Optional.of(Integer.valueOf(given.toString()))
                : Optional.empty();
    }

    static Optional<Double> ratio(Object given) {
        String text = given.toString();
        if (!text.matches("\\d+(\\.\\d+)?%?")) {
            return Optional.empty();
        }
        return Optional.of(
                text.endsWith("%")
                        ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
                        : Double.parseDouble(text));
    }

    static Optional<Boolean> flag(Object given) {
        return switch (given.toString()) {
            case "true", "yes", "on" -> Optional.of(true);
            case "false", "no", "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    static Optional<Duration> duration(Object given) {
        if (given instanceof Duration time) {
            return Optional.of(time);
        }
        Matcher time = TIME.matcher(given.toString());
        return time.matches()
                ? Optional.of(Duration.ofMillis(Long.parseLong(time.group(1)) * MILLIS.getOrDefault(time.group(2), 0L)))
                : Optional.empty();
    }

    /** How a constant is written. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is in the file of a secret. */
    static String content(String file) {
        try {
            return Files.readString(Path.of(file)).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
