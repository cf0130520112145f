// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.Optional;
import org.ftrouter.api.Family;

/**
 * One connection of the meter, finished.
 *
 * @param destination the address it went to
 * @param source the router's address that the server saw, which tells the uplink; empty if the connection failed
 * @param failure why it failed; empty if it did not
 */
public record Sample(Stamp start, Stamp end, String destination, String source, String failure) {
    /** Whether no answer came in time. */
    public boolean failed() {
        return source.isEmpty();
    }

    /** The address family it used. */
    public Family family() {
        return Addresses.familyOf(destination);
    }

    /** Reads {@code c START END DESTINATION SOURCE} and {@code f ... REASON}; nothing if the line is another. */
    static Optional<Sample> parse(String line) {
        String[] words = line.split(" ", 5);
        if (words.length != 5 || !(words[0].equals("c") || words[0].equals("f"))) {
            return Optional.empty();
        }
        var start = new Stamp(Long.parseLong(words[1]));
        var end = new Stamp(Long.parseLong(words[2]));
        boolean answered = words[0].equals("c");
        return Optional.of(new Sample(start, end, words[3], answered ? words[4] : "", answered ? "" : words[4]));
    }
}
