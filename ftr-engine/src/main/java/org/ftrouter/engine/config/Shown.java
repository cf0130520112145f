// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import org.ftrouter.engine.text.Obeyed;

/** Makes what somebody wrote fit to be shown. */
final class Shown {
    private static final int MOST = 60;

    private Shown() {}

    /** In one line. */
    static String line(String text) {
        return Obeyed.marked(text.replaceAll("\\s+", " "));
    }

    /** Without control characters, and shortened. */
    static String safe(String text) {
        String clean = Obeyed.marked(text);
        return clean.length() <= MOST ? clean : clean.substring(0, MOST) + "...";
    }
}
