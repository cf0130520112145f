// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

/** Texts from the far side, made fit for a reason that goes to logs and screens. */
public final class Wording {
    private static final int MOST = 80;

    private Wording() {}

    /** Printable ASCII only, and not long. */
    public static String safe(String foreign) {
        String part = foreign.length() > MOST ? foreign.substring(0, MOST) + "..." : foreign;
        return part.replaceAll("[^ -~]", "?");
    }
}
