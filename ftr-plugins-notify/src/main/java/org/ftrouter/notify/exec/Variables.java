// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.exec;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.notify.NoticeJson;

/**
 * What a program finds in its environment. Nothing of the daemon's own environment is in it but {@code PATH}, {@code
 * HOME}, {@code LANG} and {@code TZ}: systemd's sockets and credentials are no business of a script.
 */
final class Variables {
    private static final List<String> KEPT = List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ");
    private static final int LONGEST = 4096;

    private Variables() {}

    static Map<String, String> of(Notice notice, String language, Instant now, Map<String, String> own) {
        var variables = new LinkedHashMap<String, String>();
        KEPT.stream().filter(own::containsKey).forEach(name -> variables.put(name, own.get(name)));
        notice.fields()
                .forEach((name, value) -> variables.put(
                        "FTR_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_"), safe(value)));
        variables.put("FTR_EVENT", safe(notice.kind()));
        variables.put("FTR_ID", safe(notice.id()));
        variables.put("FTR_INCIDENT", safe(notice.incident()));
        variables.put("FTR_WORD", safe(notice.word()));
        variables.put("FTR_SEVERITY", NoticeJson.severity(notice));
        variables.put("FTR_TIME", NoticeJson.time(notice.at()));
        variables.put("FTR_DELAYED_SECONDS", Long.toString(NoticeJson.delay(notice, now)));
        variables.put("FTR_HOST", safe(notice.host()));
        variables.put("FTR_TITLE", NoticeJson.title(notice, language));
        notice.uplink().ifPresent(uplink -> {
            variables.put("FTR_UPLINK", safe(uplink));
            variables.put("INTERFACE", safe(uplink));
            variables.put("DEVICE", safe(notice.fields().getOrDefault("interface", "")));
            String action = mwan3(notice.kind());
            if (!action.isEmpty()) {
                variables.put("ACTION", action);
            }
        });
        return variables;
    }

    private static String mwan3(String kind) {
        return switch (kind) {
            case "uplink.up" -> "connected";
            case "uplink.down" -> "disconnected";
            default -> "";
        };
    }

    /** The system's environment cannot hold NUL, and is not endless. */
    private static String safe(String value) {
        return value.replace("\0", "")
                .substring(0, Math.min(value.replace("\0", "").length(), LONGEST));
    }
}
