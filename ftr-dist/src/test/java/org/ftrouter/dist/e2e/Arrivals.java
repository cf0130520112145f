// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what the good ones of {@link HostileReceivers} print. */
final class Arrivals {
    private static final Pattern WEB = Pattern.compile(
            "(?m)^web (\\S+) .*\"id\":\"([^\"]+)\".*\"event\":\"uplink[.](?:up|down)\".*\"time\":\"([^\"]+)\"");
    private static final Pattern SYSLOG =
            Pattern.compile("(?m)^syslog (\\S+) <\\d+>1 .* uplink[.](?:up|down) \\[.*\\bid=\"([^\"]+)\"");

    private final Map<String, Instant> moments = new LinkedHashMap<>();
    private final Map<String, List<Duration>> late = Map.of("web", new ArrayList<>(), "syslog", new ArrayList<>());

    private Arrivals() {}

    static long count(String text, String kind) {
        return (kind.equals("web") ? WEB : SYSLOG).matcher(text).results().count();
    }

    /** Of changes of an uplink in that time. */
    static Arrivals read(String text, Instant from, Instant to) {
        var arrivals = new Arrivals();
        Matcher web = WEB.matcher(text);
        while (web.find()) {
            Instant at = OffsetDateTime.parse(web.group(3)).toInstant();
            if (at.isAfter(from) && at.isBefore(to)) {
                arrivals.moments.put(web.group(2), at);
                arrivals.arrived("web", at, web.group(1));
            }
        }
        Matcher syslog = SYSLOG.matcher(text);
        while (syslog.find()) {
            Instant at = arrivals.moments.get(syslog.group(2));
            if (at != null) {
                arrivals.arrived("syslog", at, syslog.group(1));
            }
        }
        return arrivals;
    }

    private void arrived(String kind, Instant at, String when) {
        late.get(kind).add(Duration.between(at, Instant.parse(when)));
    }

    /** When each change happened. */
    Collection<Instant> moments() {
        return moments.values();
    }

    /** From each change to the arrival of its notice. */
    Lateness lateness(String kind) {
        return new Lateness(late.get(kind));
    }
}
