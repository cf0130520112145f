// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares the languages of a message bundle: same keys, same parameters, sound syntax. For every module's tests. */
public final class BundleParity {
    private BundleParity() {}

    /** Everything wrong with the bundle beside the class; empty if the languages say the same. */
    public static List<String> flaws(Class<?> beside) {
        var flaws = new ArrayList<String>();
        Messages first = Messages.of(beside, Languages.SUPPORTED.get(0));
        for (String language : Languages.SUPPORTED) {
            Messages other = Messages.of(beside, language);
            Set<String> all = new TreeSet<>(first.keys());
            all.addAll(other.keys());
            for (String key : all) {
                compare(first, other, key, flaws);
            }
        }
        return flaws;
    }

    private static void compare(Messages first, Messages other, String key, List<String> flaws) {
        String where = key + " (" + other.language() + "): ";
        if (!first.has(key) || !other.has(key)) {
            flaws.add(where + "missing in " + (first.has(key) ? other : first).language());
            return;
        }
        if (other.text(key).isBlank()) {
            flaws.add(where + "empty");
        }
        if (!first.parameters(key).equals(other.parameters(key))) {
            flaws.add(where + "parameters " + other.parameters(key) + " instead of " + first.parameters(key));
        }
        if (!other.leftovers(key).isEmpty()) {
            flaws.add(where + "a brace that is no parameter in '" + other.text(key) + "'");
        }
    }
}
