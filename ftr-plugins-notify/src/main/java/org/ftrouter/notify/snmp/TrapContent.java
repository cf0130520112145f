// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.snmp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.notify.NoticeJson;
import org.ftrouter.notify.PlainText;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.VariableBinding;

/** What FTR-MIB says a notice is in SNMP. Pure. */
final class TrapContent {
    /** Below the number for documentation (RFC 5612): FTR has none of its own. */
    private static final OID BASE = new OID("1.3.6.1.4.1.32473.4711");

    private static final OID UPTIME = new OID("1.3.6.1.2.1.1.3.0");
    private static final OID TRAP = new OID("1.3.6.1.6.3.1.1.4.1.0");
    private static final Map<String, Integer> NOTIFICATIONS = Map.of(
            "uplink.down", 1,
            "uplink.up", 2,
            "routing.all-down", 3,
            "routing.restored", 4,
            "config.loaded", 6,
            "config.rejected", 7,
            "routing.changed", 8,
            "routing.drift-repaired", 9);
    private static final int OTHER = 5;

    private TrapContent() {}

    static List<VariableBinding> of(Notice notice, String language, Instant now, long uptimeMilliseconds) {
        var content = new ArrayList<VariableBinding>();
        content.add(new VariableBinding(UPTIME, new TimeTicks(uptimeMilliseconds / 10 & 0xffffffffL)));
        content.add(new VariableBinding(TRAP, oid(0, NOTIFICATIONS.getOrDefault(notice.kind(), OTHER))));
        add(content, 1, notice.id());
        add(content, 2, notice.kind());
        add(content, 3, notice.word());
        content.add(
                new VariableBinding(object(4), new Integer32(notice.severity().syslog())));
        add(content, 5, notice.host());
        add(content, 6, notice.uplink().orElse(""));
        add(content, 7, PlainText.line(notice.word() + " ", 40) + NoticeJson.title(notice, language));
        add(content, 8, notice.fields().getOrDefault("reason", ""));
        add(content, 9, notice.fields().getOrDefault("interface", ""));
        add(content, 10, NoticeJson.time(notice.at()));
        add(content, 11, notice.incident());
        content.add(new VariableBinding(object(12), seconds(NoticeJson.delay(notice, now))));
        return content;
    }

    private static UnsignedInteger32 seconds(long count) {
        return new UnsignedInteger32(Math.min(count, 0xffffffffL));
    }

    private static OID oid(int... last) {
        var oid = new OID(BASE);
        for (int number : last) {
            oid.append(number);
        }
        return oid;
    }

    private static OID object(int number) {
        return oid(1, number, 0);
    }

    /** At most 255 octets, cut where a code point ends. */
    private static void add(List<VariableBinding> content, int number, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(octets.length, 255);
        while (length < octets.length && (octets[length] & 0xC0) == 0x80) {
            length--;
        }
        content.add(new VariableBinding(object(number), new OctetString(octets, 0, length)));
    }
}
