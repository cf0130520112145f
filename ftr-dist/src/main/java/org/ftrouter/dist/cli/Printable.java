// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * Text of others - a server's answer, a plugin's complaint, a reason somebody gave - without what a terminal obeys:
 * control characters, which move the cursor, change colours or end the line, and characters that reverse the direction
 * of writing.
 */
final class Printable {
    private Printable() {}

    /** One line: a space in the place of each. */
    static String line(String text) {
        return with(text, Printable::isObeyed);
    }

    /** Lines: the same, but for line feeds and tabs. */
    static String lines(String text) {
        return with(text, c -> c != '\n' && c != '\t' && isObeyed(c));
    }

    private static String with(String text, IntPredicate obeyed) {
        var plain = new StringBuilder();
        text.codePoints().forEach(c -> plain.appendCodePoint(obeyed.test(c) ? ' ' : c));
        return plain.toString();
    }

    /** One line from which the text can be told: {@code \n}, {@code \r}, and a number for what has no name. */
    static String escaped(String text) {
        var line = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append('\t');
                default -> {
                    if (isObeyed(c)) {
                        line.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        line.appendCodePoint(c);
                    }
                }
            }
        });
        return line.toString();
    }

    private static boolean isObeyed(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        };
    }
}
