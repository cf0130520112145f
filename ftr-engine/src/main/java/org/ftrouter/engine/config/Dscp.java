// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Differentiated services code points by name: RFC 2474, 2597, 3246. */
final class Dscp {
    private static final Pattern CLASS = Pattern.compile("cs([0-7])");
    private static final Pattern ASSURED = Pattern.compile("af([1-4])([1-3])");
    private static final int EXPEDITED = 46;

    private Dscp() {}

    /** A number from 0 to 63, or a name; empty if it is neither. */
    static OptionalInt parse(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        Matcher selector = CLASS.matcher(word);
        if (selector.matches()) {
            return OptionalInt.of(8 * Integer.parseInt(selector.group(1)));
        }
        Matcher assured = ASSURED.matcher(word);
        if (assured.matches()) {
            return OptionalInt.of(8 * Integer.parseInt(assured.group(1)) + 2 * Integer.parseInt(assured.group(2)));
        }
        if (word.equals("ef") || word.equals("be")) {
            return OptionalInt.of(word.equals("ef") ? EXPEDITED : 0);
        }
        Optional<Long> number = Numbers.parse(text).filter(n -> n >= 0 && n < 64);
        return number.map(n -> OptionalInt.of(n.intValue())).orElseGet(OptionalInt::empty);
    }
}
