// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import com.typesafe.config.ConfigValue;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the characters of a file that a problem is about: the parser tells lines only. */
final class Finder {
    private static final Pattern VALUE = Pattern.compile("\\s*(?:\\+?=|:)?\\s*(\"[^\"]*\"|[^\\s,{}\\[\\]\"]+)");

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

    private static Pattern keyPattern(String key) {
        return Pattern.compile("(?<![\\w-])(\"?" + Pattern.quote(key) + "\"?)(?=\\s*(?:[=:{.]|\\+=))");
    }

    /** A problem with a key (unknown keys: with the key itself, otherwise with its value) or with the object. */
    static Problem problem(
            HoconSettings settings,
            Problem.Severity severity,
            @Nullable String key,
            String code,
            String text,
            String hint) {
        Place place = key == null ? settings.home() : where(settings, key);
        String line = place.file().line(place.line());
        String name = key == null ? settings.path() : settings.named(key);
        int start = 0;
        int end = 0;
        String word = key == null ? last(settings.path()) : key;
        Matcher matcher = keyPattern(word).matcher(line);
        if (matcher.find()) {
            start = matcher.start(1);
            end = matcher.end(1);
            Matcher value = VALUE.matcher(line);
            if (key != null
                    && !ABOUT_KEYS.contains(code)
                    && value.region(end, line.length()).lookingAt()) {
                start = value.start(1);
                end = value.end(1);
            }
        } else if (key != null && settings.peek(key) != null) {
            String written = HoconSettings.written(settings.peek(key));
            start = Math.max(0, line.indexOf(written));
            end = line.contains(written) ? start + written.length() : start;
        }
        return new Problem(
                severity,
                place.file().path(),
                place.line(),
                end > start ? start + 1 : 0,
                end - start,
                name,
                text,
                hint,
                code,
                place.file().shown(place.line()));
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1).replaceAll("\\[\\d+]$", "");
    }
}
