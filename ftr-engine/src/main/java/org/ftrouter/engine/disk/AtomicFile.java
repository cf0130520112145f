// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Writes a file as a whole: a crash or a power cut leaves what was there before, or what is there afterwards. */
public final class AtomicFile {
    /** Has what was written to a file, or the names in a folder, reach the disk. */
    interface Sync {
        void force(Path path) throws IOException;
    }

    private AtomicFile() {}

    /** Replaces the file, whose folder is there; returns when it is on the disk. Two must not write the same at once. */
    public static void write(Path file, String text) throws IOException {
        write(file, text, AtomicFile::force);
    }

    /** The lines of such a file; what a bad disk has put in the place of text makes no sense, and hides nothing else. */
    public static List<String> lines(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    static void write(Path file, String text, Sync disk) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text, StandardCharsets.UTF_8);
        disk.force(fresh); // else the new name could reach the disk before the text
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        disk.force(file.toAbsolutePath().resolveSibling("")); // its folder
    }

    /** Opened to read, as a folder can be; Linux writes what is new all the same. */
    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            channel.force(true);
        }
    }
}
