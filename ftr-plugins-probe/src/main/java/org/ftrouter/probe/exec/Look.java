// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The living processes of this machine, from {@code /proc}. When paths die, many programs have to be killed at once; one
 * look then serves all who asked before it began, or else they would hold each other up beyond their deadlines.
 *
 * @param began {@link System#nanoTime()} just before
 */
record Look(long began, List<One> processes) {
    private static final int PARENT = 1; // fields of /proc/PID/stat, counted from the state, which follows the name
    private static final int SESSION = 3;

    private static @Nullable Look latest;

    /** A process and what tells whose it is. */
    private record One(long number, long parent, long session, String mark) {}

    /** What lives now. Any thread; waits for another's look. */
    static Look now() throws IOException {
        return since(System.nanoTime());
    }

    /** Of a {@link System#nanoTime()} or later. */
    static synchronized Look since(long asked) throws IOException {
        Look found = latest;
        if (found == null || found.began - asked < 0) {
            found = new Look(System.nanoTime(), all());
            latest = found;
        }
        return found;
    }

    private static List<One> all() throws IOException {
        var all = new ArrayList<One>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path entry : entries) {
                one(entry).ifPresent(all::add);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return all;
    }

    private static Optional<One> one(Path entry) {
        try {
            String stat = read(entry, "stat");
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", SESSION + 2);
            if (fields[0].equals("Z") || fields[0].equals("X")) {
                return Optional.empty();
            }
            return Optional.of(new One(
                    Long.parseLong(entry.getFileName().toString()),
                    Long.parseLong(fields[PARENT]),
                    Long.parseLong(fields[SESSION]),
                    mark(entry)));
        } catch (IOException e) {
            return Optional.empty(); // it has ended
        }
    }

    private static String read(Path entry, String file) throws IOException {
        return Files.readString(entry.resolve(file), StandardCharsets.ISO_8859_1);
    }

    /** Of all its environment, which is not ours to keep; nothing of a program with rights that we have not, such as ping. */
    private static String mark(Path entry) {
        try {
            String environment = '\0' + read(entry, "environ");
            int from = environment.indexOf('\0' + Session.MARK + '=') + 1;
            int to = environment.indexOf('\0', from);
            return from == 0 ? "" : environment.substring(from, to < 0 ? environment.length() : to);
        } catch (IOException e) {
            return "";
        }
    }

    /** Those of a session, with its leader; those that descend from it, and those that bear the mark. */
    Set<ProcessHandle> of(long leader, String mark) {
        var numbers = new HashSet<>(Set.of(leader));
        boolean more = true;
        while (more) {
            more = false;
            for (One one : processes) {
                if (one.session() == leader
                        || numbers.contains(one.parent())
                        || one.mark().equals(mark)) {
                    more |= numbers.add(one.number());
                }
            }
        }
        numbers.retainAll(processes.stream().map(One::number).toList());
        return numbers.stream()
                .flatMap(number -> ProcessHandle.of(number).stream())
                .collect(Collectors.toSet());
    }
}
