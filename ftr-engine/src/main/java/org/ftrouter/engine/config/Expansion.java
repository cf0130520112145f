// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.ftrouter.engine.config.HoconScanner.Reference;

/**
 * Estimates how often values are copied by substitutions, before anything is copied: a file of thirty lines, each with
 * the line before it twice, would fill the memory.
 */
final class Expansion {
    /** More copies than any honest configuration makes. */
    static final int MOST = 10_000;

    private static final int DEEPEST = 100;

    private final NavigableMap<String, Map<String, Integer>> references = new TreeMap<>();
    private final Map<String, Integer> known = new HashMap<>();

    /** Adds the substitutions of a file. */
    void add(List<Reference> more) {
        for (Reference reference : more) {
            references
                    .computeIfAbsent(reference.from(), from -> new HashMap<>())
                    .merge(reference.to(), 1, Integer::sum);
        }
    }

    /** Whether the substitutions would copy too much, or go round in too deep a chain. */
    boolean isTooLarge() {
        known.clear();
        long all = 0;
        for (String path : references.keySet()) {
            all += copies(path, 0);
        }
        return all > MOST;
    }

    /** How many values stand in the end where the path is referred to. */
    private int copies(String path, int depth) {
        Integer before = known.get(path);
        if (before != null || depth > DEEPEST) {
            return before != null ? before : MOST + 1;
        }
        known.put(path, 1); // a value that refers to itself takes what was there before
        long copies = 1;
        for (Map<String, Integer> inner : within(path)) {
            for (Map.Entry<String, Integer> reference : inner.entrySet()) {
                copies = Math.min(
                        MOST + 1, copies + (long) reference.getValue() * copies(reference.getKey(), depth + 1));
            }
        }
        known.put(path, (int) copies);
        return (int) copies;
    }

    /** The substitutions in the value of a path, and in the values of all keys in it. */
    private List<Map<String, Integer>> within(String path) {
        var inner = new ArrayList<>(references.subMap(path + ".", path + "/").values());
        Map<String, Integer> own = references.get(path);
        if (own != null) {
            inner.add(own);
        }
        return inner;
    }
}
