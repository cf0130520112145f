// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the characters of a file that a problem is about: the parser tells lines only. */
final class Finder {
    private static final Pattern VALUE =
            Pattern.compile("\\s*(?:\\+?=|:)\\s*(\\[[^\\]]*]?|\"[^\"]*\"|[^\\s,{}\\[\\]\"]+)");

    /** Problems with a key itself; all others are with its value. */
    private static final Set<String> ABOUT_KEYS = Set.of("C101", "C121", "C402");

    private Finder() {}

    /** Where a key stands, or if it is missing, its object. */
    static Place where(HoconSettings settings, String key) {
        ConfigValue value = settings.peek(key);
        return value == null ? settings.home() : settings.placeOf(value);
    }

    /** The column at which a key stands in its line, from 1; 0 if it cannot be seen there. */
    static int column(HoconSettings settings, String key) {
        Place place = where(settings, key);
        Matcher matcher = keyPattern(key).matcher(place.file().line(place.line()));
        return matcher.find() ? matcher.start(1) + 1 : 0;
    }

    /** Of keys: as they stand in the files. */
    static Comparator<String> order(HoconSettings settings) {
        Comparator<String> byPlace = Comparator.comparing(key -> where(settings, key), Place.ORDER);
        return byPlace.thenComparingInt(key -> column(settings, key)).thenComparing(key -> key);
    }

    /** A value as it was written, or an empty text if it is a list or a block. */
    private static String written(@Nullable ConfigValue value) {
        return value != null && HoconSettings.isText(value) ? HoconSettings.text(value) : "";
    }

    private static Pattern keyPattern(String key) {
        return Pattern.compile("(?<![\\w-])(\"?" + Pattern.quote(key) + "\"?)(?=\\s*(?:[=:{.]|\\+=))");
    }

    /**
     * A problem with a key (unknown keys: with the key itself, otherwise with its value, or the given part of it) or, if
     * there is none, with the object.
     */
    static Problem problem(
            HoconSettings settings,
            Problem.Severity severity,
            @Nullable String key,
            String part,
            String code,
            String text,
            String hint) {
        Place place = key == null ? settings.home() : where(settings, key);
        String line = place.file().line(place.line());
        String name = key == null ? settings.path() : settings.named(key);
        int[] span = key == null ? span(line, last(settings.path())) : span(settings, line, key, part, code);
        boolean found = span[1] > span[0];
        var spot = new HoconScanner.Spot(place.line(), found ? span[0] + 1 : 0, span[1] - span[0]);
        return place.file().problem(severity, spot, name, code, text, hint);
    }

    private static int[] span(HoconSettings settings, String line, String key, String part, String code) {
        int[] whole = span(line, key);
        if (ABOUT_KEYS.contains(code)) {
            return whole;
        }
        String written = part.isEmpty() ? written(settings.peek(key)) : part;
        int at = written.isEmpty() ? -1 : line.indexOf(written, whole[1]);
        Matcher value = VALUE.matcher(line).region(whole[1], line.length());
        if (whole[1] > 0 && (part.isEmpty() || at < 0) && value.lookingAt()) {
            return new int[] {value.start(1), value.end(1)};
        }
        return at < 0 ? whole : new int[] {at, at + written.length()};
    }

    /** From where to where a key stands in a line; nothing if it does not. */
    private static int[] span(String line, String key) {
        Matcher matcher = keyPattern(key).matcher(line);
        return matcher.find() ? new int[] {matcher.start(1), matcher.end(1)} : new int[] {0, 0};
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1).replaceAll("\\[\\d+]$", "");
    }
}
