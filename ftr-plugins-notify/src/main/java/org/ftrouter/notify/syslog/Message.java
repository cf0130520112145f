// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.notify.DelayNote;
import org.ftrouter.notify.LogPriority;
import org.ftrouter.notify.NoticeJson;
import org.ftrouter.notify.PlainText;

/** Writes notices as single messages of at most 2048 octets, the size every receiver should take (RFC 5424, 6.1). */
final class Message {
    private static final int MOST = 2048;
    private static final int MOST_BEFORE_TEXT = 1536;
    private static final int LONGEST_VALUE = 200;
    private static final String BOM = "\ufeff";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter OLD_TIME = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);

    private final Facility facility;
    private final String application;
    private final String process;
    private final String language;

    Message(Facility facility, String application, long process, String language) {
        this.facility = facility;
        this.application = application;
        this.process = Long.toString(process);
        this.language = language;
    }

    /** The message in the format; the zone is for times in texts, and that of the old one. */
    byte[] write(Notice notice, Format format, Instant now, ZoneId zone) {
        return format == Format.RFC5424 ? rfc5424(notice, now, zone) : rfc3164(notice, now, zone);
    }

    private byte[] rfc5424(Notice notice, Instant now, ZoneId zone) {
        String header = "<" + facility.priority(LogPriority.of(notice)) + ">1 "
                + TIME.format(notice.at()) + " "
                + word(notice.host(), 255) + " "
                + word(application, 48) + " "
                + process + " "
                + word(notice.kind(), 32) + " ";
        String text = text(notice, now, zone);
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        return cut(header + structured(notice, now, header.length()) + " " + (ascii ? "" : BOM) + text);
    }

    private byte[] rfc3164(Notice notice, Instant now, ZoneId zone) {
        return cut("<" + facility.priority(LogPriority.of(notice)) + ">"
                + OLD_TIME.format(notice.at().atZone(zone)) + " "
                + word(application, 48) + "[" + process + "]: "
                + text(notice, now, zone));
    }

    /** With the lateness, for receivers on a local socket put the time of arrival instead of ours. */
    private String text(Notice notice, Instant now, ZoneId zone) {
        return PlainText.line(notice.line(language), MOST).strip() + DelayNote.inLine(notice.at(), now, zone, language);
    }

    /** One element; what no longer fits is left out, so that there is room for the text. */
    private static String structured(Notice notice, Instant now, int before) {
        var element =
                new StringBuilder("[ftr@32473"); // the number for documentation (RFC 5612): FTR has none of its own
        int size = before + element.length() + 1;
        for (Map.Entry<String, String> parameter : parameters(notice, now).entrySet()) {
            String value = PlainText.line(parameter.getValue(), LONGEST_VALUE).replaceAll("[\"\\\\\\]]", "\\\\$0");
            String written = " " + parameter.getKey() + "=\"" + value + "\"";
            int octets = written.getBytes(StandardCharsets.UTF_8).length;
            if (size + octets <= MOST_BEFORE_TEXT) {
                size += octets;
                element.append(written);
            }
        }
        return element.append(']').toString();
    }

    private static Map<String, String> parameters(Notice notice, Instant now) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("id", notice.id());
        parameters.put("incident", notice.incident());
        parameters.put("event", notice.kind());
        parameters.put("severity", notice.severity().name().toLowerCase(Locale.ROOT));
        parameters.put("delayed_seconds", Long.toString(NoticeJson.delay(notice, now)));
        notice.uplink().ifPresent(uplink -> parameters.put("uplink", uplink));
        notice.fields()
                .forEach((name, value) -> parameters.putIfAbsent(word(name, 32).replaceAll("[=\\]\"]", "_"), value));
        return parameters;
    }

    /** A header field: {@code -} stands for nothing. */
    private static String word(String text, int most) {
        String word = PlainText.word(text, most);
        return word.isEmpty() ? "-" : word;
    }

    /** UTF-8, cut where a code point ends. */
    private static byte[] cut(String message) {
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(octets.length, MOST);
        while (length < octets.length && (octets[length] & 0xC0) == 0x80) {
            length--;
        }
        return java.util.Arrays.copyOf(octets, length);
    }
}
