// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

/** Makes what somebody wrote fit to be shown. */
final class Shown {
    private static final int MOST = 60;

    private Shown() {}

    /** In one line. */
    static String line(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}|\\p{Cf}", "?");
    }

    /** Without control characters, and shortened. */
    static String safe(String text) {
        String clean = text.replaceAll("\\p{Cntrl}|\\p{Cf}", "?");
        return clean.length() <= MOST ? clean : clean.substring(0, MOST) + "...";
    }
}
