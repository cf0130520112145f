// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.text;

import java.util.regex.Pattern;

/**
 * What a terminal, a log or a mail does not show but obeys: control characters (C0, DEL and C1), those that are invisible or
 * reverse the direction of writing, separators of lines and paragraphs, and halves of a surrogate pair. Pure.
 */
public final class Obeyed {
    private static final Pattern CHARACTER = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

    private Obeyed() {}

    /** The text with a question mark for each such character. */
    public static String marked(String text) {
        return CHARACTER.matcher(text).replaceAll("?");
    }

    /** The same, of the same length: two for a character that takes the place of two. */
    public static String covered(String text) {
        return CHARACTER.matcher(text).replaceAll(c -> "?".repeat(c.group().length()));
    }
}
