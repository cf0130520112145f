// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;

/**
 * Draws connections as letters, one each, in the order they began: the uplink that carried it, small if that was in IPv6,
 * or x if it failed.
 */
final class Strip {
    private static final int WIDTH = 66; // so that a line with its time has 80 columns at most

    private final Map<String, Character> letters = new HashMap<>();

    /** Gives each uplink the first letter of its name, or its number where that letter is taken. */
    Strip(List<LabUplink> uplinks) {
        for (LabUplink uplink : uplinks) {
            char letter = Character.toUpperCase(uplink.name().charAt(0));
            boolean taken = letter == 'X' || letters.containsValue(letter);
            letters.put(uplink.name(), taken ? Character.forDigit(uplink.number() % 36, 36) : letter);
        }
    }

    /** The letter of an uplink. */
    char letter(LabUplink uplink) {
        return letters.getOrDefault(uplink.name(), '?');
    }

    /** One line: the time since the event, and the connections of a report. */
    String line(Duration sinceEvent, MeterReport report) {
        String row = report.samples().stream()
                .sorted(Comparator.comparingLong(
                        (Sample sample) -> report.from().until(sample.start()).toNanos()))
                .limit(WIDTH)
                .map(sample -> String.valueOf(letter(report, sample)))
                .collect(Collectors.joining());
        return String.format(Locale.ROOT, "  %+6.1f s  %s", sinceEvent.toMillis() / 1000.0, row);
    }

    private char letter(MeterReport report, Sample sample) {
        char letter = sample.failed()
                ? 'x'
                : report.uplinkOf(sample).map(this::letter).orElse('?');
        return sample.family() == Family.IPV6 ? Character.toLowerCase(letter) : letter;
    }
}
