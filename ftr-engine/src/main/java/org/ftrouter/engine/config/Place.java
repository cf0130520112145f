// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import com.typesafe.config.ConfigOrigin;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value stands.
 *
 * @param file the file
 * @param line from 1
 * @param ordinal tells values of one line apart, where that is known
 */
record Place(SourceFile file, int line, int ordinal) {
    static final Comparator<Place> ORDER = Comparator.comparingInt(
                    (Place p) -> p.file().number())
            .thenComparingInt(Place::line)
            .thenComparingInt(Place::ordinal);

    private static final Pattern MARK = Pattern.compile("\\bf(\\d+): (\\d+)(?:-\\d+)?(?: #(\\d+))?");

    /** What to give the parser as the description of a value that stands here. */
    String description() {
        return file.mark() + ": " + line + " #" + ordinal;
    }

    /** The place an origin names, the first one if the value was put together from several. */
    static Optional<Place> of(ConfigOrigin origin, List<SourceFile> files) {
        return of(origin.description(), files);
    }

    static Optional<Place> of(String description, List<SourceFile> files) {
        Matcher matcher = MARK.matcher(description);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String ordinal = matcher.group(3);
        SourceFile file = files.get(Integer.parseInt(matcher.group(1)));
        int line = Integer.parseInt(matcher.group(2));
        return Optional.of(new Place(file, line, ordinal == null ? 0 : Integer.parseInt(ordinal)));
    }
}
