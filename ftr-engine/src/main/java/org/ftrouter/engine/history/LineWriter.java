// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.history;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.ftrouter.engine.cycle.PathId;

/**
 * Entries as the lines of one file.
 *
 * <pre>
 * ftr-history 1
 * =3 fibre icmp:9.9.9.9     from here on, 3 means this path and target
 * &#64;1764105600123            the wall time in milliseconds
 * 3 334 12100               asked 334 ms after the line before, answered after 12100 microseconds;
 *                           - instead: not answered; ?: could not be told
 * ! 25 fibre,cable          25 ms later: new connections use these
 * </pre>
 */
final class LineWriter {
    static final String HEAD = "ftr-history 1";

    private final Map<String, Integer> keys = new HashMap<>();
    private boolean begun;
    private long last;

    /** The lines of an entry, each with its end. */
    String lines(Entry entry) {
        var out = new StringBuilder();
        if (!begun) {
            out.append(HEAD).append('\n').append('@').append(entry.at()).append('\n');
            last = entry.at();
            begun = true;
        }
        if (entry instanceof Entry.Asked asked) {
            int key = key(asked.path(), asked.target(), out);
            out.append(key).append(' ').append(asked.at() - last).append(' ').append(outcome(asked.micros()));
        } else if (entry instanceof Entry.Members members) {
            out.append("! ").append(members.at() - last).append(' ');
            out.append(members.members().stream().map(PathId::toString).collect(Collectors.joining(",")));
        }
        last = entry.at();
        return out.append('\n').toString();
    }

    private int key(PathId path, String target, StringBuilder out) {
        String name = path + " " + target;
        Integer known = keys.get(name);
        if (known != null) {
            return known;
        }
        int key = keys.size();
        keys.put(name, key);
        out.append('=').append(key).append(' ').append(name).append('\n');
        return key;
    }

    private static String outcome(int micros) {
        return micros == History.LOST ? "-" : micros == History.UNTOLD ? "?" : Integer.toString(micros);
    }
}
