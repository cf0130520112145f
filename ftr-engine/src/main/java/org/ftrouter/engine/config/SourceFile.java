// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.engine.config.HoconScanner.Spot;
import org.ftrouter.engine.text.Obeyed;

/**
 * The text of one configuration file.
 *
 * @param number position among the files read, from 0; origins of values carry it
 * @param path where it was read from
 * @param text without byte order mark, lines ended by a newline
 * @param lines the same in lines
 */
record SourceFile(int number, Path path, String text, List<String> lines) {
    /** Of longer lines only the beginning is looked at and shown. */
    private static final int LONGEST = 2000;

    /** Shorter words are no secrets, and stand everywhere. */
    private static final int SHORTEST = 4;

    private static final Pattern SECRET = Pattern.compile(
            "(?i)(?:password|passwd|passphrase|secret|token|api-?key|hmac)(?![\\w-]*-file)[\\w-]*\"?\\s*[:=]\\s*"
                    + "(\"\"\".*|\"(?:[^\"\\\\]|\\\\.)*\"?|.*)");
    private static final Pattern URL = Pattern.compile("://([^\"\\s,}]*)");

    /** The name that marks values of this file in the parser's origins. */
    String mark() {
        return "f" + number;
    }

    /** Whether this file is part of the program. */
    boolean isBuiltIn() {
        return !path.isAbsolute();
    }

    SourceFile(int number, Path path, String text) {
        this(number, path, text, text.lines().toList());
    }

    /** The beginning of a line, numbered from 1; empty if there is no such line. */
    String line(int line) {
        String whole = line < 1 || line > lines.size() ? "" : lines.get(line - 1);
        return whole.substring(0, Math.min(LONGEST, whole.length()));
    }

    /** A problem with something in this file; lines and columns from 1, 0 if not known. */
    Problem problem(Problem.Severity severity, Spot spot, String key, String code, String text, String hint) {
        String source = shown(spot.line());
        int column = spot.width() > 0 && spot.column() <= source.length() + 1 ? spot.column() : 0;
        int width = column == 0 ? 0 : Math.min(spot.width(), source.length() + 2 - column);
        return new Problem(severity, path, spot.line(), column, width, key, withoutSecrets(text), hint, code, source);
    }

    /** A text about this file without what its URLs hold: a wrong one may have a token in its path, too. */
    private String withoutSecrets(String about) {
        String safe = withoutValues(about);
        Matcher matcher = URL.matcher(about.contains("://") ? text : "");
        while (matcher.find()) {
            safe = matcher.group(1).isEmpty() ? safe : safe.replace(matcher.group(), "://***");
        }
        return safe;
    }

    /** Without the values of its secrets, which a parser may quote, whole or the words that it stumbles over. */
    private String withoutValues(String about) {
        String safe = about;
        Matcher matcher = SECRET.matcher(text);
        while (matcher.find()) {
            String value = matcher.group(1);
            String own = value.startsWith("\"") ? value : value.replaceFirst("[,#}].*", "");
            for (String word : own.split("[\\s\"]+", -1)) {
                safe = word.length() < SHORTEST ? safe : safe.replace(word, "***");
            }
        }
        return safe;
    }

    /** A line as it may be shown: secrets starred out, what terminals obey replaced, columns unchanged. */
    String shown(int line) {
        String safe = Obeyed.covered(line(line).replace('\t', ' '));
        return starred(starred(safe, SECRET), URL);
    }

    private static String starred(String line, Pattern pattern) {
        var shown = new StringBuilder(line);
        Matcher matcher = pattern.matcher(line);
        while (matcher.find()) {
            for (int i = matcher.start(1); i < matcher.end(1); i++) {
                shown.setCharAt(i, '*');
            }
        }
        return shown.toString();
    }
}
