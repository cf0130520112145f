// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;

/** Notices about notices: one is undeliverable, some had to be given up. Pure but for their ids. */
final class ChannelNotices {
    static final String UNDELIVERABLE = "notify.undeliverable";
    static final String GAP = "notify.gap";

    private ChannelNotices() {}

    /** A channel's receiver has refused a notice for good. */
    static Notice undeliverable(String channel, Notice refused, String why, Instant now) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("channel", channel);
        facts.put("notice", refused.line("en"));
        facts.put("text", why);
        return write(UNDELIVERABLE, refused.host(), Severity.WARNING, now, facts);
    }

    /** Notices that had to be given up, the later one or both; the earlier one may itself be such a record. */
    static Notice gap(Notice first, Notice second, Instant now) {
        boolean grows = first.kind().equals(GAP);
        Map<String, String> before = first.fields();
        int count = grows ? Integer.parseInt(before.getOrDefault("count", "0")) + 1 : 2;
        var facts = new LinkedHashMap<String, Object>();
        facts.put("count", count);
        facts.put("from", grows ? before.getOrDefault("from", "") : time(first.at()));
        facts.put("until", time(second.at()));
        return write(GAP, second.host(), Severity.WARNING, now, facts);
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS)
                .atZone(ZoneId.systemDefault())
                .toOffsetDateTime()
                .toString();
    }

    private static Notice write(String kind, String host, Severity severity, Instant now, Map<String, Object> facts) {
        var fields = new LinkedHashMap<String, String>();
        facts.forEach((name, value) -> fields.put(name, value.toString()));
        return PlainNotice.of(kind, severity, now, host).write(fields, messages -> facts);
    }
}
