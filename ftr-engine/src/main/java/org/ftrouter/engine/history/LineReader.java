// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.engine.cycle.PathId;

/** Lines of one file as entries. A line that makes no sense is passed over, as a crash or a bad disk may have left it. */
final class LineReader {
    private record Key(PathId path, String target) {}

    private final Map<Integer, Key> keys = new HashMap<>();
    private boolean begun;
    private long last;

    /** The entry that a line is, if it is one. */
    Optional<Entry> entry(String line) {
        try {
            return parse(line);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) { // damaged
            return Optional.empty();
        }
    }

    private Optional<Entry> parse(String line) {
        if (line.startsWith("@")) {
            last = Long.parseLong(line.substring(1));
            begun = true;
            return Optional.empty();
        }
        String[] words = line.split(" ", 3);
        if (line.startsWith("=")) {
            keys.put(Integer.valueOf(words[0].substring(1)), new Key(path(words[1]), words[2]));
            return Optional.empty();
        }
        if (!begun || words.length < 3) {
            return Optional.empty();
        }
        long at = last + Long.parseLong(words[1]);
        Entry entry = words[0].equals("!") ? new Entry.Members(at, members(words[2])) : asked(at, words);
        last = at;
        return Optional.of(entry);
    }

    private Entry asked(long at, String[] words) {
        Key key = keys.get(Integer.valueOf(words[0]));
        if (key == null) {
            throw new IllegalArgumentException(words[0]);
        }
        int micros = words[2].equals("-")
                ? History.LOST
                : words[2].equals("?") ? History.UNTOLD : Integer.parseUnsignedInt(words[2]);
        return new Entry.Asked(at, key.path, key.target, micros);
    }

    private static List<PathId> members(String names) {
        var members = new ArrayList<PathId>();
        for (String name : names.split(",", -1)) {
            if (!name.isEmpty()) {
                members.add(path(name));
            }
        }
        return members;
    }

    /** The reverse of {@link PathId#toString}. */
    private static PathId path(String name) {
        String suffix = "/" + Family.IPV6;
        return name.endsWith(suffix)
                ? new PathId(name.substring(0, name.length() - suffix.length()), Family.IPV6)
                : new PathId(name, Family.IPV4);
    }
}
