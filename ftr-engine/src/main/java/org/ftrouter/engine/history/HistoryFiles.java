// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a history: named by the moment they begin, so that names sort as moments do. */
final class HistoryFiles {
    private static final Pattern NAME = Pattern.compile("(\\d{15})\\.history");

    private HistoryFiles() {}

    static String name(long at) {
        return String.format(Locale.ROOT, "%015d.history", at);
    }

    /** Those in a folder, oldest first. */
    static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> NAME.matcher(f.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    /** The moment in the name of the newest, 0 if there is none. */
    static long last(List<Path> files) {
        return files.isEmpty()
                ? 0
                : Long.parseLong(files.get(files.size() - 1).getFileName().toString(), 0, 15, 10);
    }
}
