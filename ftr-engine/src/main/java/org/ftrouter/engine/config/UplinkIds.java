// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ftrouter.api.Uplink;
import org.ftrouter.engine.disk.AtomicFile;

/**
 * The ids of uplinks that have none written, and of pins. An uplink keeps the id it once got, also while it is away, so that
 * connections keep their marks whatever is added, removed or moved in the file. Used by one thread.
 */
public final class UplinkIds {
    /** Their file in the folder for what must survive a restart. */
    public static final String FILE = "uplink-ids";

    /** Before the name of a pin, so that an uplink may be called the same. */
    private static final String PIN = "pin/";

    private static final Pattern LINE =
            Pattern.compile("(\\d{1,3}) ((?:" + PIN + "(?:" + Uplink.NAME + "/)?)?" + Uplink.NAME + ")");

    private final Map<String, Integer> ids = new TreeMap<>();
    private List<Uplink> former = List.of();

    /** No memory: ids follow the order of appearance. */
    public static UplinkIds none() {
        return new UplinkIds();
    }

    /** What an earlier run saved. A missing file is a first run; lines that make no sense are left out. */
    public static UplinkIds read(Path file) throws IOException {
        var ids = new UplinkIds();
        try {
            for (String line : AtomicFile.lines(file)) {
                Matcher matcher = LINE.matcher(line);
                int id = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
                if (id >= 1 && id <= UplinkReader.MOST_IDS && !ids.ids.containsValue(id)) {
                    ids.ids.put(matcher.group(2), id);
                }
            }
        } catch (NoSuchFileException e) {
            return ids;
        }
        return ids;
    }

    /** Saves them for the next run, whole or not at all. What is there already does not need the disk: it may be full. */
    public void save(Path file) throws IOException {
        String text = ids.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .map(e -> e.getValue() + " " + e.getKey() + "\n")
                .collect(Collectors.joining());
        if (!Files.exists(file) || !AtomicFile.lines(file).equals(text.lines().toList())) {
            AtomicFile.write(file, text);
        }
    }

    /** The uplinks of the configuration in force: one that is only called otherwise now is known again by them. */
    public void former(List<Uplink> uplinks) {
        former = List.copyOf(uplinks);
    }

    List<Uplink> former() {
        return former;
    }

    /** An uplink has another name now, and keeps its id unless that name has one. */
    void renamed(String from, String to) {
        Integer id = ids.get(from);
        if (id != null && ids.putIfAbsent(to, id) == null) {
            ids.remove(from);
        }
    }

    /** Notes an id that is written in the configuration: it is this uplink's now, whoever had it. */
    void written(String name, int id) {
        ids.values().removeIf(other -> other == id);
        ids.put(name, id);
    }

    /**
     * The id of an uplink that has none written: its own, or else the lowest free one, or else that of an uplink that is
     * gone.
     *
     * @param present the names of all uplinks configured now
     * @param usable which ids there can be
     */
    Optional<Integer> allocate(String name, List<String> present, IntPredicate usable) {
        Integer own = ids.get(name);
        if (own != null && usable.test(own)) {
            return Optional.of(own);
        }
        Optional<Integer> free = lowest(usable.and(id -> !ids.containsValue(id)));
        if (free.isEmpty()) {
            ids.keySet().removeIf(known -> !present.contains(known));
            free = lowest(usable.and(id -> !ids.containsValue(id)));
        }
        free.ifPresent(id -> ids.put(name, id));
        return free;
    }

    /** The same for a pin, but the highest: so those of uplinks stay together. */
    Optional<Integer> allocatePin(String name, List<String> present, IntPredicate usable) {
        String key = PIN + name;
        Integer own = ids.get(key);
        if (own != null && usable.test(own)) {
            return Optional.of(own);
        }
        Optional<Integer> free = highest(usable.and(id -> !ids.containsValue(id)));
        if (free.isEmpty()) {
            ids.keySet().removeIf(k -> k.startsWith(PIN) && !present.contains(k.substring(PIN.length())));
            free = highest(usable.and(id -> !ids.containsValue(id)));
        }
        free.ifPresent(id -> ids.put(key, id));
        return free;
    }

    private static Optional<Integer> highest(IntPredicate usable) {
        for (int id = UplinkReader.MOST_IDS; id >= 1; id--) {
            if (usable.test(id)) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    private static Optional<Integer> lowest(IntPredicate usable) {
        for (int id = 1; id <= UplinkReader.MOST_IDS; id++) {
            if (usable.test(id)) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }
}
