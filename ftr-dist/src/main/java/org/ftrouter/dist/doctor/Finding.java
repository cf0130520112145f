// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a check found.
 *
 * @param level how bad it is
 * @param code what it is, which is the key of its text, and of its remedy with {@code .remedy} behind
 * @param facts parameters of both
 */
public record Finding(Level level, String code, Map<String, String> facts) {
    /** How bad it is. */
    public enum Level {
        /** It will go wrong, or does. */
        PROBLEM,
        /** Worth knowing. */
        NOTE
    }

    /** Copies. */
    public Finding {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** A problem. Facts are names and values in turn. */
    static Finding problem(String code, Object... facts) {
        return of(Level.PROBLEM, code, facts);
    }

    /** Something worth knowing. Facts are names and values in turn. */
    static Finding note(String code, Object... facts) {
        return of(Level.NOTE, code, facts);
    }

    private static Finding of(Level level, String code, Object... facts) {
        var named = new LinkedHashMap<String, String>();
        for (int i = 0; i < facts.length; i += 2) {
            named.put(String.valueOf(facts[i]), String.valueOf(facts[i + 1]));
        }
        return new Finding(level, code, named);
    }
}
