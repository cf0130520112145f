// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

/**
 * A key that a plugin reads.
 *
 * @param key with the sections it stands in, as in {@code smtp.port}; {@code *} for one that the administrator names
 * @param type what its value is
 * @param allowed the bounds ({@code 1 - 65535}) or the words ({@code udp, tcp}), may be empty
 * @param fallback the value if it is missing, as one would write it; empty if there is none
 */
public record ReadKey(String key, Type type, String allowed, String fallback) {

    /** What a value is. */
    public enum Type {
        /** The plugin asked only whether it is there. */
        ANY,
        REQUIRED,
        TEXT,
        TEXTS,
        NUMBER,
        SHARE,
        FLAG,
        TIME,
        WORD,
        ADDRESS,
        SECRET,
        BLOCK,
        BLOCKS
    }
}
