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
