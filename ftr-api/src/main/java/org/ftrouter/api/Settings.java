// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A plugin's part of the configuration. A factory reads all its keys at once, in {@code create}.
 *
 * <p>Reading never throws for a bad value: the problem is recorded with its place ({@code file:line}), what was given
 * and what is allowed, and a stand-in is returned, so that all problems are reported together. What {@code create}
 * returned is thrown away if there were any. Keys that nobody read are problems too, with a suggestion. Values have
 * HOCON's types, but no HOCON type shows here. Used by one thread, during {@code create} only.
 */
public interface Settings {

    /** Whether the key is there. Counts as reading it. */
    boolean has(String key);

    /** A text. Missing: a problem, and {@code ""}. */
    String string(String key);

    /** A text, or the fallback if the key is missing. */
    String string(String key, String fallback);

    /** A list of texts; a single text counts as a list of one. Missing: empty. */
    List<String> strings(String key);

    /** A whole number within the bounds, both included, or the fallback if the key is missing. */
    int integer(String key, int fallback, int least, int most);

    /** A fraction within the bounds; {@code 5%} is 0.05. */
    double ratio(String key, double fallback, double least, double most);

    /** {@code true} or {@code false}, also as HOCON's {@code yes, no, on, off}. */
    boolean flag(String key, boolean fallback);

    /** A time with a unit ({@code 500ms, 5s, 1m, 2h, 1d}); a bare number is a problem. Within the bounds. */
    Duration duration(String key, Duration fallback, Duration least, Duration most);

    /** One of an enum's constants, written in lower case with {@code -} for {@code _}. */
    <E extends Enum<E>> E choice(String key, Class<E> type, E fallback);

    /** A numeric IPv4 or IPv6 address; names are never looked up. Missing: empty. */
    Optional<InetAddress> address(String key);

    /** A configured uplink, by its name. A name that no uplink bears: a problem. Missing: empty. */
    default Optional<Uplink> uplink(String key) {
        return Optional.empty();
    }

    /**
     * A secret: from the file that {@code KEY-file} names ({@code $CREDENTIALS_DIRECTORY/NAME}, then a {@code secrets}
     * folder beside the configuration, or an absolute path; one trailing newline is cut), or from {@code KEY} itself,
     * which earns a warning. Missing: empty.
     */
    Optional<Secret> secret(String key);

    /** A nested object; an empty one if the key is missing. */
    Settings section(String key);

    /** A list of nested objects; empty if the key is missing. */
    List<Settings> sections(String key);

    /**
     * A list that may mix nested objects and texts: a text counts as an object with nothing but the key {@code textKey}.
     * {@code to = [ "a@x.org", { address = "b@x.org", language = it } ]} is read with {@code sections("to", "address")}.
     * A single text or object counts as a list of one; empty if the key is missing.
     */
    List<Settings> sections(String key, String textKey);

    /** The keys of this object in the order of the file. Does not count as reading them. */
    List<String> keys();

    /** Where the key (or, if it is missing, this object) stands: {@code file:line}. */
    String place(String key);

    /** Records a problem that only the plugin can see, such as two keys that exclude each other. */
    void problem(String key, String whatIsWrongAndWhatIsAllowed);

    /**
     * Records what looks like a mistake and need not be one, such as a file that is not there yet. It is shown with its
     * place, as problems are, and the configuration is used all the same.
     */
    default void warning(String key, String whatIsOddAndWhatToDo) {}
}
