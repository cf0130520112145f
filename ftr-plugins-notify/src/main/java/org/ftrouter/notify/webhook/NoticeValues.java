// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.notify.DelayNote;
import org.ftrouter.notify.NoticeJson;
import org.ftrouter.notify.PlainText;

/** What a template can say about a notice: {@code {id}, {kind}, {line}, {body}, {field.reason}, {notice}} and so on. */
final class NoticeValues {
    private static final Set<String> NAMES = Set.of(
            "id",
            "incident",
            "kind",
            "word",
            "severity",
            "time",
            "time+1h",
            "now+4m",
            "host",
            "uplink",
            "title",
            "line",
            "body",
            "delayed",
            "fields",
            "notice",
            "level",
            "token",
            "last");

    private NoticeValues() {}

    /** Whether there can be a value of that name, beside those of the settings and the preset's kinds. */
    static boolean isKnown(String name) {
        return NAMES.contains(name) || name.startsWith("field.");
    }

    static Map<String, JsonElement> of(Notice notice, Preset preset, String language, Instant now) {
        JsonObject json = NoticeJson.of(notice, language, now);
        var values = new HashMap<String, JsonElement>();
        for (String name : new String[] {"id", "incident", "word", "severity", "time", "host", "uplink", "title"}) {
            if (json.has(name)) {
                values.put(name, json.get(name));
            }
        }
        values.put("kind", json.get("event"));
        values.put("line", text(PlainText.line(notice.word() + " ", 40) + NoticeJson.title(notice, language)));
        values.put("body", preset.people() ? late(notice, language, now, json) : json.get("text"));
        values.put("delayed", json.get("delayed_seconds"));
        values.put("fields", json.get("fields"));
        values.put("notice", json);
        values.put("time+1h", text(NoticeJson.time(notice.at().plus(Duration.ofHours(1)))));
        values.put("now+4m", text(NoticeJson.time(now.plus(Duration.ofMinutes(4)))));
        notice.fields().forEach((name, value) -> values.put("field." + name, text(value)));
        values.put("level", preset.levels().getOrDefault(NoticeJson.severity(notice), json.get("severity")));
        Map<String, String> others = preset.kinds().getOrDefault("*", Map.of());
        preset.kinds()
                .getOrDefault(notice.kind(), others)
                .forEach((name, template) ->
                        Template.fill(template, values).ifPresent(filled -> values.put(name, text(filled))));
        return values;
    }

    private static JsonPrimitive late(Notice notice, String language, Instant now, JsonObject json) {
        String note = DelayNote.of(notice.at(), now, ZoneId.systemDefault(), language);
        return text(note + json.get("text").getAsString());
    }

    static JsonPrimitive text(String text) {
        return new JsonPrimitive(text);
    }
}
