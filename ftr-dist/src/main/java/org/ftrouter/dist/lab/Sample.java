// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.Optional;

/**
 * One connection of the meter, finished.
 *
 * @param source the router's address that the server saw, which tells the uplink; empty if the connection failed
 * @param failure why it failed; empty if it did not
 */
public record Sample(Stamp start, Stamp end, String source, String failure) {
    /** Whether no answer came in time. */
    public boolean failed() {
        return source.isEmpty();
    }

    /** Reads {@code c START END SOURCE} and {@code f START END REASON}; nothing if the line is another. */
    static Optional<Sample> parse(String line) {
        String[] words = line.split(" ", 4);
        if (words.length != 4 || !(words[0].equals("c") || words[0].equals("f"))) {
            return Optional.empty();
        }
        var start = new Stamp(Long.parseLong(words[1]));
        var end = new Stamp(Long.parseLong(words[2]));
        return Optional.of(
                words[0].equals("c") ? new Sample(start, end, words[3], "") : new Sample(start, end, "", words[3]));
    }
}
