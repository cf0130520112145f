// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;

/** A notice as one JSON object, for the outbox. Pure. */
final class NoticeJson {
    private static final Gson GSON = new Gson();

    private NoticeJson() {}

    static String write(Notice notice) {
        return GSON.toJson(of(notice));
    }

    static JsonObject of(Notice notice) {
        var json = new JsonObject();
        json.addProperty("id", notice.id());
        json.addProperty("incident", notice.incident());
        json.addProperty("kind", notice.kind());
        json.addProperty("word", notice.word());
        json.addProperty("severity", notice.severity().name());
        json.addProperty("at", notice.at().toString());
        json.addProperty("host", notice.host());
        notice.uplink().ifPresent(u -> json.addProperty("uplink", u));
        var fields = new JsonObject();
        notice.fields().forEach(fields::addProperty);
        json.add("fields", fields);
        var texts = new JsonObject();
        notice.texts().forEach((language, text) -> {
            var pair = new JsonObject();
            pair.addProperty("title", text.title());
            pair.addProperty("body", text.body());
            texts.add(language, pair);
        });
        json.add("texts", texts);
        return json;
    }

    /** Reads what {@link #write} wrote; empty if it is damaged. */
    static Optional<Notice> read(String text) {
        try {
            return read(JsonParser.parseString(text).getAsJsonObject());
        } catch (JsonParseException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** Reads what {@link #of} made; empty if it is damaged. */
    static Optional<Notice> read(JsonObject json) {
        try {
            return Optional.of(new Notice(
                    string(json, "id"),
                    string(json, "incident"),
                    string(json, "kind"),
                    string(json, "word"),
                    Severity.valueOf(string(json, "severity")),
                    Instant.parse(string(json, "at")),
                    string(json, "host"),
                    Optional.ofNullable(json.get("uplink")).map(JsonElement::getAsString),
                    strings(json.getAsJsonObject("fields")),
                    texts(json.getAsJsonObject("texts"))));
        } catch (JsonParseException
                | IllegalStateException
                | IllegalArgumentException
                | NullPointerException
                | ClassCastException
                | UnsupportedOperationException
                | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String string(JsonObject json, String key) {
        return json.get(key).getAsString();
    }

    private static Map<String, String> strings(JsonObject json) {
        var strings = new LinkedHashMap<String, String>();
        json.entrySet().forEach(e -> strings.put(e.getKey(), e.getValue().getAsString()));
        return strings;
    }

    private static Map<String, Notice.Text> texts(JsonObject json) {
        var texts = new LinkedHashMap<String, Notice.Text>();
        json.entrySet().forEach(e -> {
            JsonObject pair = e.getValue().getAsJsonObject();
            texts.put(e.getKey(), new Notice.Text(string(pair, "title"), string(pair, "body")));
        });
        return texts;
    }
}
