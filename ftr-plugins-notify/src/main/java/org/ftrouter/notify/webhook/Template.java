// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fills values into a preset. A text holds them as {@code {name}}, with filters as in {@code {line|escaped|first:200}};
 * a JSON text that is nothing but one value takes its type. A header or JSON member with a value that is not there is left
 * out. JSON is filled as a tree and written afterwards, so no value can become anything but a value.
 */
final class Template {
    private static final Pattern VALUE = Pattern.compile("\\{([a-z][a-z0-9_.+-]*)((?:\\|[a-z]+(?::[0-9]{1,6})?)*)}");

    private Template() {}

    /** The text, or empty if a value is not there. */
    static Optional<String> fill(String template, Map<String, JsonElement> values) {
        return fill(template, values, "");
    }

    /** The text with the filters applied to each value last, such as {@code |url}. */
    static Optional<String> fill(String template, Map<String, JsonElement> values, String lastFilters) {
        var text = new StringBuilder();
        Matcher matcher = VALUE.matcher(template);
        while (matcher.find()) {
            JsonElement value = values.get(matcher.group(1));
            if (value == null) {
                return Optional.empty();
            }
            String filled = filtered(text(value), matcher.group(2) + lastFilters);
            matcher.appendReplacement(text, Matcher.quoteReplacement(filled));
        }
        return Optional.of(matcher.appendTail(text).toString());
    }

    /** The JSON value, or empty if it is a text that lacks a value. */
    static Optional<JsonElement> fill(JsonElement template, Map<String, JsonElement> values) {
        if (template instanceof JsonObject object) {
            var filled = new JsonObject();
            object.entrySet().forEach(e -> fill(e.getValue(), values).ifPresent(v -> filled.add(e.getKey(), v)));
            return Optional.of(filled);
        }
        if (template instanceof JsonArray array) {
            var filled = new JsonArray();
            array.forEach(e -> fill(e, values).ifPresent(filled::add));
            return Optional.of(filled);
        }
        if (!(template instanceof JsonPrimitive primitive) || !primitive.isString()) {
            return Optional.of(template);
        }
        Matcher whole = VALUE.matcher(primitive.getAsString());
        if (whole.matches() && whole.group(2).isEmpty()) {
            return Optional.ofNullable(values.get(whole.group(1)));
        }
        return fill(primitive.getAsString(), values).map(JsonPrimitive::new);
    }

    /** The names of the values that a text asks for. */
    static Set<String> names(String template) {
        var names = new LinkedHashSet<String>();
        VALUE.matcher(template).results().forEach(m -> names.add(m.group(1)));
        return names;
    }

    /** The text with something harmless in the place of each value. */
    static String sample(String template) {
        return VALUE.matcher(template).replaceAll("x");
    }

    /** The first filter in a text that does not exist. */
    static Optional<String> unknownFilter(String template) {
        return VALUE.matcher(template)
                .results()
                .flatMap(m -> Stream.of(m.group(2).split("\\|", -1)))
                .filter(f -> !f.matches("(?:escaped|markdown|unfenced|url|first:[0-9]+)?"))
                .findFirst();
    }

    private static String text(JsonElement value) {
        return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }

    private static String filtered(String value, String filters) {
        String text = value;
        for (String filter : filters.split("\\|", -1)) {
            text = switch (filter.replaceAll(":.*", "")) {
                case "" -> text;
                case "escaped" ->
                    text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
                case "markdown" -> unmentioned(text.replaceAll("[\\\\`*_{}\\[\\]()#+.!|>~<&$-]", "\\\\$0"));
                case "unfenced" -> text.replace("```", "'''");
                case "url" -> URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
                case "first" -> first(text, Integer.parseInt(filter.substring("first:".length())));
                default -> throw new IllegalArgumentException("unknown filter '" + filter + "'");
            };
        }
        return text;
    }

    /** A name of a person or a group is none any more if something without a width is in it. */
    private static String unmentioned(String text) {
        return text.replaceAll("@(?=\\w)", "@\u200b");
    }

    /** So many code points, without a torn entity or a lonely backslash at the end. */
    private static String first(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        String cut = text.substring(0, text.offsetByCodePoints(0, most));
        return cut.replaceFirst("&[a-z]{0,4}$", "").replaceFirst("(?<!\\\\)((?:\\\\\\\\)*)\\\\$", "$1");
    }
}
