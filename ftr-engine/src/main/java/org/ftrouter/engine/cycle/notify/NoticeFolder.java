// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ftrouter.engine.disk.AtomicFile;

/** Texts in a folder, one file each, that are there whole or not at all, also after a power cut. */
final class NoticeFolder {
    private static final String SUFFIX = ".json";
    private final Path folder;

    NoticeFolder(Path folder) {
        this.folder = folder;
    }

    /** The files, in the order of their names; makes the folder. */
    List<Path> files() throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    void write(String name, String text) throws IOException {
        Files.createDirectories(folder);
        AtomicFile.write(file(name), text);
    }

    /** Deletes the oldest of more than so many, but never that one: the clock may have been set back. How many are left. */
    int keep(int most, String newest) throws IOException {
        List<Path> files = files();
        List<Path> old = files.stream()
                .filter(f -> !f.equals(file(newest)))
                .limit(Math.max(0, files.size() - most))
                .toList();
        for (Path one : old) {
            Files.delete(one);
        }
        return files.size() - old.size();
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    private Path file(String name) {
        return folder.resolve(name + SUFFIX);
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
