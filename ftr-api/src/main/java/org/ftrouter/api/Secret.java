// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api;

/** A password or token. It is never printed: {@link #toString} says only whether there is one. */
public final class Secret {
    private final String value;

    /** A secret with this value. */
    public Secret(String value) {
        this.value = value;
    }

    /** The secret itself, for the wire and nothing else. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return value.isEmpty() ? "(empty)" : "(set)";
    }
}
