// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.ftrouter.api.notify.Severity;

/** The presets that come with the program, from {@code presets.json}. */
final class Presets {
    private final JsonObject all;

    Presets() {
        try (InputStream in = Objects.requireNonNull(Presets.class.getResourceAsStream("presets.json"));
                Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            all = JsonParser.parseReader(text).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> names() {
        return List.copyOf(all.keySet());
    }

    Optional<Preset> find(String name) {
        return Optional.ofNullable(all.getAsJsonObject(name)).map(Presets::read);
    }

    private static Preset read(JsonObject json) {
        boolean people = json.has("people") && json.get("people").getAsBoolean();
        Severity usual = people ? Severity.NOTICE : Severity.INFO;
        return new Preset(
                string(json, "url", ""),
                string(json, "method", "POST"),
                string(json, "path", ""),
                map(json, "headers", JsonElement::getAsString),
                json.get("body"),
                map(json, "severity", level -> level),
                map(json, "kinds", values -> map(values.getAsJsonObject(), JsonElement::getAsString)),
                json.has("needs")
                        ? json.getAsJsonArray("needs").asList().stream()
                                .map(JsonElement::getAsString)
                                .toList()
                        : List.of(),
                people,
                Severity.valueOf(string(json, "least", usual.name()).toUpperCase(Locale.ROOT)),
                Duration.parse(string(json, "repeat", "PT0S")));
    }

    private static String string(JsonObject json, String key, String fallback) {
        return json.has(key) ? json.get(key).getAsString() : fallback;
    }

    private static <T> Map<String, T> map(JsonObject json, String key, Function<JsonElement, T> reader) {
        return json.has(key) ? map(json.getAsJsonObject(key), reader) : Map.of();
    }

    private static <T> Map<String, T> map(JsonObject json, Function<JsonElement, T> reader) {
        var map = new LinkedHashMap<String, T>();
        json.entrySet().forEach(e -> map.put(e.getKey(), reader.apply(e.getValue())));
        return map;
    }
}
