// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.notify;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An event on its way to people, with its text ready in every language we have.
 *
 * @param id unique, sorts by time; the same on every attempt and channel
 * @param incident id of the first notice of the same trouble, so that mails of one outage form one thread; equal to
 *     {@code id} for the first
 * @param kind stable word for machines, such as {@code uplink.down}; more may come, so treat unknown ones alike
 * @param word one capital word for filters, never translated: {@code DOWN}, {@code UP}, {@code ALL-DOWN}, {@code TEST} ...
 * @param severity how urgent
 * @param at when it happened, which may be long before it is delivered
 * @param host the router's name
 * @param uplink the uplink concerned, empty if it concerns all
 * @param fields machine-readable details ({@code reason}, {@code answered}, {@code interface} ...), in a stable order
 * @param texts by language code ({@code en}, {@code it}); {@code en} is always there
 */
public record Notice(
        String id,
        String incident,
        String kind,
        String word,
        Severity severity,
        Instant at,
        String host,
        Optional<String> uplink,
        Map<String, String> fields,
        Map<String, Text> texts) {

    /**
     * What people read.
     *
     * @param title one line, without host and word: {@code dsl: 0 of 4 targets answered}
     * @param body plain text, lines of at most 72 columns, newline-separated
     */
    public record Text(String title, String body) {}

    /** Copies, and checks that there is an English text. */
    public Notice {
        fields = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(fields));
        texts = Map.copyOf(texts);
        if (!texts.containsKey("en")) {
            throw new IllegalArgumentException("notice " + id + " has no English text");
        }
    }

    /** The text in the language, or in English. */
    public Text text(String language) {
        Text text = texts.get(language);
        return text != null ? text : java.util.Objects.requireNonNull(texts.get("en"));
    }

    /** The same with other details. */
    public Notice with(Map<String, String> otherFields) {
        return new Notice(id, incident, kind, word, severity, at, host, uplink, otherFields, texts);
    }

    /** One line for lists, logs and subjects: {@code DOWN dsl: 0 of 4 targets answered}. */
    public String line(String language) {
        return word + " " + text(language).title();
    }
}
