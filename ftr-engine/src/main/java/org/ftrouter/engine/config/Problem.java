// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.nio.file.Path;

/**
 * Something wrong with a configuration, ready to be shown.
 *
 * @param severity whether the configuration can be used nevertheless
 * @param file where it stands
 * @param line from 1; 0: the file as a whole
 * @param column from 1; 0: not known
 * @param width how many characters the problem covers
 * @param key path of the key, such as {@code uplinks.fibre.weight}; may be empty
 * @param text what is wrong, with the value given and what is allowed
 * @param hint what to do about it; may be empty
 * @param code stable name of this kind of problem, such as {@code C101}
 * @param source the line it stands in, without secrets; empty if there is none to show
 */
public record Problem(
        Severity severity,
        Path file,
        int line,
        int column,
        int width,
        String key,
        String text,
        String hint,
        String code,
        String source) {

    /** Whether the configuration can be used nevertheless. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** Where it stands: {@code file:line}. */
    public String place() {
        return line > 0 ? file + ":" + line : file.toString();
    }

    /** In one line, for a log: place, text, hint, code. */
    @Override
    public String toString() {
        return place() + ": " + text + (hint.isEmpty() ? "" : "; " + hint) + " [" + code + "]";
    }
}
