// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.ftrouter.api.notify.Notice;

/**
 * A notice as a JSON object ({@code ftr.event/1}), for programs. Names and details are exactly the engine's, escaped; the
 * texts for people hold nothing but text.
 */
public final class NoticeJson {
    private static final int LONGEST_TITLE = 500;

    private NoticeJson() {}

    /** The object, with texts in the language or in English. */
    public static JsonObject of(Notice notice, String language, Instant now) {
        var json = new JsonObject();
        json.addProperty("schema", "ftr.event/1");
        json.addProperty("id", notice.id());
        json.addProperty("incident", notice.incident());
        json.addProperty("event", notice.kind());
        json.addProperty("word", notice.word());
        json.addProperty("severity", severity(notice));
        json.addProperty("time", time(notice.at()));
        json.addProperty("host", notice.host());
        notice.uplink().ifPresent(uplink -> json.addProperty("uplink", uplink));
        json.addProperty("title", title(notice, language));
        json.addProperty("text", PlainText.lines(notice.text(language).body()));
        var fields = new JsonObject();
        notice.fields().forEach(fields::addProperty);
        json.add("fields", fields);
        json.addProperty("delayed_seconds", delay(notice, now));
        return json;
    }

    /** {@code warning}. */
    public static String severity(Notice notice) {
        return notice.severity().name().toLowerCase(Locale.ROOT);
    }

    /** {@code dsl: 0 of 4 targets answered}, on one line. */
    public static String title(Notice notice, String language) {
        return PlainText.line(notice.text(language).title(), LONGEST_TITLE);
    }

    /** RFC 3339 in the router's zone. */
    public static String time(Instant at) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atZone(ZoneId.systemDefault()));
    }

    /** Seconds since it happened. */
    public static long delay(Notice notice, Instant now) {
        return Math.max(0, Duration.between(notice.at(), now).toSeconds());
    }
}
