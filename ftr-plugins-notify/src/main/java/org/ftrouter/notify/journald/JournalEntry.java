// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.journald;

import static java.util.Map.entry;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.notify.DelayNote;
import org.ftrouter.notify.LogPriority;
import org.ftrouter.notify.NoticeJson;
import org.ftrouter.notify.PlainText;

/** Writes a notice as one datagram of journald's native protocol. Pure. */
final class JournalEntry {
    /** Made once, at random, for ever: the catalogue and people's filters know them. */
    private static final Map<String, String> MESSAGE_IDS = Map.ofEntries(
            entry("uplink.down", "0699b4c4aab7485ca38d30173361845e"),
            entry("uplink.up", "09a74d54956b44a7abbf0ec2d338d7bc"),
            entry("uplink.degraded", "447b3f41ab314e89815656d754e79fc1"),
            entry("uplink.flapping", "a4fdb717d23947d691fa41591c45ccfd"),
            entry("routing.all-down", "973851b8d4174e3f8e33d39749dd6aa4"),
            entry("routing.changed", "cbd464011b4547d98ffa845351c89aa2"),
            entry("config.loaded", "eab9d7649387439eb49ec325333726de"),
            entry("config.rejected", "ccdb8db811c4475d8e6d098b0ddd4c61"),
            entry("routing.drift-repaired", "90cf955a82634877b8f35ba532bda658"),
            entry("routing.restored", "527e504d97f04ca8b68616fe4764c08d"),
            entry("config.rolled-back", "cea895d158964d29a6c0b3e218369cf2"),
            entry("plugin.started", "5130bf1c37954aefbdbaf5086f2b08a8"),
            entry("plugin.quarantined", "108f410656af4cfb8ccbac9e190db212"),
            entry("notify.undeliverable", "c1e0e3c890ed41c78a2ad4a81fc48770"));

    private static final int LONGEST_MESSAGE = 2000;
    private static final int LONGEST_VALUE = 8 * 1024;
    private static final int MOST_DETAILS = 64;

    private JournalEntry() {}

    static byte[] of(Notice notice, String identifier, Instant now) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("MESSAGE", message(notice, now));
        fields.put("PRIORITY", Integer.toString(LogPriority.of(notice)));
        fields.put("SYSLOG_IDENTIFIER", identifier);
        String messageId = MESSAGE_IDS.get(notice.kind());
        if (messageId != null) {
            fields.put("MESSAGE_ID", messageId);
        }
        fields.put("FTR_EVENT", notice.kind());
        fields.put("FTR_EVENT_ID", notice.id());
        fields.put("FTR_INCIDENT_ID", notice.incident());
        fields.put("FTR_WORD", notice.word());
        fields.put("FTR_TIME", notice.at().toString());
        fields.put("FTR_DELAYED_SECONDS", Long.toString(NoticeJson.delay(notice, now)));
        notice.uplink().ifPresent(uplink -> fields.put("FTR_UPLINK", uplink));
        notice.fields().entrySet().stream()
                .limit(MOST_DETAILS)
                .forEach(e -> fields.putIfAbsent(name(e.getKey()), e.getValue()));
        var datagram = new ByteArrayOutputStream();
        fields.forEach((name, value) -> write(datagram, name, value));
        return datagram.toByteArray();
    }

    /** With the lateness, for journalctl shows only when it came. */
    private static String message(Notice notice, Instant now) {
        return PlainText.line(notice.line("en"), LONGEST_MESSAGE)
                + DelayNote.inLine(notice.at(), now, ZoneId.systemDefault(), "en");
    }

    /** Journald takes capital letters, digits and underscores, 64 at most. */
    private static String name(String key) {
        String name = "FTR_" + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
        return name.substring(0, Math.min(name.length(), 64));
    }

    /** {@code NAME=value} and a newline; a value with newlines is preceded by its length instead (64 bits, little end first). */
    private static void write(ByteArrayOutputStream out, String name, String value) {
        byte[] octets =
                value.substring(0, Math.min(value.length(), LONGEST_VALUE)).getBytes(StandardCharsets.UTF_8);
        out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        if (value.indexOf('\n') < 0) {
            out.write('=');
        } else {
            out.write('\n');
            out.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(octets.length)
                    .array());
        }
        out.writeBytes(octets);
        out.write('\n');
    }
}
