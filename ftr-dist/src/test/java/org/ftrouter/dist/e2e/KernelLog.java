// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;

/** Reads {@code ip -ts monitor link route}: how long after a lost carrier the balanced route lacks the interface. */
final class KernelLog {
    private static final Pattern ENTRY =
            Pattern.compile("^\\[(\\d{4}-\\d\\d-\\d\\dT[0-9:.]+)] (.*(?:\\n(?!\\[).*)*)", Pattern.MULTILINE);
    private static final Pattern LOST = Pattern.compile("^\\d+: (wan\\d+)[@:].*<NO-CARRIER,.*UP");
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final List<Duration> reactions = new ArrayList<>();
    private final Map<String, LocalDateTime> waiting = new HashMap<>();
    private final Set<String> down = new HashSet<>();
    private String route = "";
    private LocalDateTime routeAt = LocalDateTime.MIN;

    private final Family family;

    private KernelLog(Family family) {
        this.family = family;
    }

    /** For each lost carrier the time to the first balanced route of a family without it; zero if that came first. */
    static List<Duration> reactions(String log, Family family) {
        var kernel = new KernelLog(family);
        Matcher matcher = ENTRY.matcher(log);
        while (matcher.find()) {
            kernel.take(LocalDateTime.parse(matcher.group(1)), matcher.group(2));
        }
        return kernel.reactions;
    }

    private void take(LocalDateTime at, String text) {
        Matcher link = LOST.matcher(text);
        if (link.find()) {
            lost(link.group(1), at);
        } else if (text.startsWith("default")
                && text.contains("table 200")
                && text.contains("metric 1000")
                && text.contains("via fe80:") == (family == Family.IPV6)) {
            route = text;
            routeAt = at;
            down.removeIf(text::contains);
            waiting.entrySet().removeIf(e -> {
                boolean out = !text.contains(e.getKey());
                if (out) {
                    reactions.add(Duration.between(e.getValue(), at));
                }
                return out;
            });
        }
    }

    private void lost(String device, LocalDateTime at) {
        if (!down.add(device)) {
            return; // the same loss, told again
        }
        boolean already = !route.isEmpty()
                && !route.contains(device)
                && Duration.between(routeAt, at).compareTo(SHORT) < 0;
        if (already) {
            reactions.add(Duration.ZERO);
        } else {
            waiting.put(device, at);
        }
    }
}
