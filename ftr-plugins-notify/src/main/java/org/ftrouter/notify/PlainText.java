// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

/**
 * Texts without anything that a mail header, a log line or a terminal takes for more than text: control characters (CR,
 * LF, NUL, ESC ...), line separators, characters that reverse the direction of writing, halves of a surrogate pair.
 */
public final class PlainText {
    private PlainText() {}

    /** One line of at most so many code points; what is not text becomes a space. */
    public static String line(String text, int most) {
        var line = new StringBuilder();
        text.codePoints().limit(most).forEach(c -> line.appendCodePoint(isText(c) ? c : ' '));
        return line.toString();
    }

    /** Lines ended by {@code \n}, the last one too; what is not text is left out. */
    public static String lines(String text) {
        var lines = new StringBuilder();
        text.replace("\r\n", "\n")
                .replace('\r', '\n')
                .codePoints()
                .filter(c -> c == '\n' || c == '\t' || isText(c))
                .forEach(lines::appendCodePoint);
        if (lines.length() == 0 || lines.charAt(lines.length() - 1) != '\n') {
            lines.append('\n');
        }
        return lines.toString();
    }

    /** A word of printable ASCII, {@code !} to {@code ~}; other characters become {@code _}; {@code ""} stays. */
    public static String word(String text, int most) {
        var word = new StringBuilder();
        text.codePoints().limit(most).forEach(c -> word.append(c > ' ' && c < 0x7f ? (char) c : '_'));
        return word.toString();
    }

    private static boolean isText(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            default -> !(c >= 0x202a && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069);
        };
    }
}
