// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

/** Makes what somebody wrote fit to be shown. */
final class Shown {
    private static final int MOST = 60;

    private static final String OBEYED = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]"; // by a terminal

    private Shown() {}

    /** In one line. */
    static String line(String text) {
        return text.replaceAll("\\s+", " ").replaceAll(OBEYED, "?");
    }

    /** Without control characters, and shortened. */
    static String safe(String text) {
        String clean = text.replaceAll(OBEYED, "?");
        return clean.length() <= MOST ? clean : clean.substring(0, MOST) + "...";
    }
}
