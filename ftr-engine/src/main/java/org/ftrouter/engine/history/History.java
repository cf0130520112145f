// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.engine.cycle.PathId;

/** A recorded history, read back. */
public final class History {
    /** In the place of a round-trip time: no answer came. */
    public static final int LOST = -1;
    /** In the place of a round-trip time: whether an answer came could not be told. */
    public static final int UNTOLD = -2;

    private final Map<PathId, Map<String, Series>> series = new LinkedHashMap<>();
    private final List<Switch> switches = new ArrayList<>();
    private long questions;

    /** From this moment on (milliseconds of wall time), new connections used these paths. */
    public record Switch(long at, List<PathId> members) {}

    /** Reads a folder; one that is not there is an empty history. */
    public static History read(Path folder) throws IOException {
        var history = new History();
        List<Path> files;
        try {
            files = HistoryFiles.in(folder);
        } catch (NoSuchFileException e) {
            return history;
        }
        for (Path file : files) {
            history.add(file);
        }
        return history;
    }

    private void add(Path file) throws IOException {
        var lines = new LineReader();
        // not Files.newBufferedReader, which throws at bytes that are no text
        try (var in = new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.entry(line).ifPresent(this::add);
            }
        } catch (NoSuchFileException e) {
            return; // the daemon has just deleted the oldest
        }
    }

    private void add(Entry entry) {
        if (entry instanceof Entry.Asked asked && asked.micros() != UNTOLD) {
            series.computeIfAbsent(asked.path(), p -> new LinkedHashMap<>())
                    .computeIfAbsent(asked.target(), t -> new Series())
                    .add(asked.at(), asked.micros());
            questions++;
        } else if (entry instanceof Entry.Members members) {
            switches.add(new Switch(members.at(), members.members()));
        }
    }

    public boolean isEmpty() {
        return questions == 0;
    }

    /** How many outcomes it holds. */
    public long questions() {
        return questions;
    }

    /** The series of a path, by target. */
    public Map<String, Series> of(PathId path) {
        return series.getOrDefault(path, Map.of());
    }

    /** Every series. */
    public List<Series> all() {
        return series.values().stream().flatMap(m -> m.values().stream()).toList();
    }

    /** Who carried new connections, whenever that changed. */
    public List<Switch> switches() {
        return switches;
    }

    /** What one target answered through one path, in order of time. */
    public static final class Series {
        private long[] at = new long[64];
        private int[] micros = new int[64];
        private int size;

        void add(long time, int outcome) {
            if (size == at.length) {
                at = Arrays.copyOf(at, 2 * size);
                micros = Arrays.copyOf(micros, 2 * size);
            }
            int place = size++;
            for (; place > 0 && at[place - 1] > time; place--) { // answers are recorded when they come, questions sort
                at[place] = at[place - 1];
                micros[place] = micros[place - 1];
            }
            at[place] = time;
            micros[place] = outcome;
        }

        /** All entries of several, in order of time. */
        public static Series merged(Collection<Series> several) {
            var merged = new Series();
            int[] next = new int[several.size()];
            List<Series> all = List.copyOf(several);
            for (int left = all.stream().mapToInt(Series::size).sum(); left > 0; left--) {
                int first = -1;
                for (int i = 0; i < next.length; i++) {
                    Series series = all.get(i);
                    boolean candidate = next[i] < series.size;
                    if (candidate && (first < 0 || series.at[next[i]] < all.get(first).at[next[first]])) {
                        first = i;
                    }
                }
                merged.add(all.get(first).at[next[first]], all.get(first).micros[next[first]]);
                next[first]++;
            }
            return merged;
        }

        public int size() {
            return size;
        }

        public long at(int index) {
            return at[index];
        }

        public int micros(int index) {
            return micros[index];
        }

        /** The index of the entry that is nearest to a moment, -1 if there is none. */
        public int nearest(long time) {
            int found = Arrays.binarySearch(at, 0, size, time);
            int after = found >= 0 ? found : -found - 1;
            if (after == size || (after > 0 && time - at[after - 1] < at[after] - time)) {
                after--;
            }
            return after;
        }
    }
}
