// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of one configuration file.
 *
 * @param number position among the files read, from 0; origins of values carry it
 * @param path where it was read from
 * @param text without byte order mark, lines ended by a newline
 */
record SourceFile(int number, Path path, String text) {
    private static final Pattern SECRET = Pattern.compile(
            "(?i)[\\w-]*(?:password|passwd|passphrase|secret|token|api-?key|hmac)(?![\\w-]*-file)[\\w-]*\"?\\s*[:=]\\s*"
                    + "(\"\"\".*|\"(?:[^\"\\\\]|\\\\.)*\"?|.*)");
    private static final Pattern URL = Pattern.compile("[a-z]+://([^\"\\s,}]*)");

    /** The name that marks values of this file in the parser's origins. */
    String mark() {
        return "f" + number;
    }

    /** Whether this file is part of the program. */
    boolean isBuiltIn() {
        return !path.isAbsolute();
    }

    /** A line, numbered from 1; empty if there is no such line. */
    String line(int line) {
        List<String> lines = text.lines().skip(Math.max(0, line - 1)).limit(1).toList();
        return line < 1 || lines.isEmpty() ? "" : lines.get(0);
    }

    /** A line as it may be shown: secrets starred out, control characters replaced, columns unchanged. */
    String shown(int line) {
        String safe = line(line).replaceAll("\\t", " ").replaceAll("\\p{Cntrl}", "?");
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
