// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/**
 * Says at the head of what people read that it comes late, and when the thing happened: mails and chats bear the time at
 * which they were sent.
 */
public final class DelayNote {
    private static final Duration WORTH_SAYING = Duration.ofMinutes(1);

    private DelayNote() {}

    /** One line of at most 72 columns and an empty one, or {@code ""} if it is in time. */
    public static String of(Instant happened, Instant now, ZoneId zone, String language) {
        Duration delay = Duration.between(happened, now);
        if (delay.compareTo(WORTH_SAYING) < 0) {
            return "";
        }
        Locale locale = Locale.forLanguageTag(language);
        var texts = ResourceBundle.getBundle(
                DelayNote.class.getPackageName() + ".messages",
                locale,
                DelayNote.class.getClassLoader(),
                Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
        var time = happened.atZone(zone);
        return texts.getString("delayed")
                        .replace("{delay}", duration(delay))
                        .replace("{date}", time.format(DateTimeFormatter.ISO_LOCAL_DATE))
                        .replace("{time}", time.format(DateTimeFormatter.ofPattern("HH:mm:ss zzz", locale)))
                + "\n\n";
    }

    /** For the end of a line in a log: the same behind a space, or {@code ""}. */
    public static String inLine(Instant happened, Instant now, ZoneId zone, String language) {
        String note = of(happened, now, zone, language).strip();
        return note.isEmpty() ? "" : " " + note;
    }

    private static String duration(Duration delay) {
        long hours = delay.toHours();
        return hours == 0 ? delay.toMinutes() + " min" : hours + " h " + delay.toMinutesPart() + " min";
    }
}
