// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.route.Repair;
import org.ftrouter.engine.cycle.Moment;

/**
 * Tells that others had damaged the routing and that it was put right. What comes in quick succession is told in one, and
 * in a tug of war at growing intervals how often it was. Safe for all threads.
 */
public final class DriftNews {
    private static final Duration SETTLING = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(6);
    private static final int MOST_NAMES = 6;
    /** So many repairs told at once are a tug of war. */
    private static final int WAR = 10;

    private final String host;
    private final InstantSource wall;
    private final Consumer<Notice> out;
    private final Pace pace = new Pace(PAUSE, LONGEST_PAUSE);
    private final Set<String> backends = new LinkedHashSet<>();
    private final Set<String> damaged = new LinkedHashSet<>();
    private final Map<String, String> culprits = new LinkedHashMap<>(); // by name, without the number
    private Instant last = Instant.EPOCH;
    private Moment since = new Moment(0);
    private int count;

    /** Nothing was repaired yet. */
    public DriftNews(String host, InstantSource wall, Consumer<Notice> out) {
        this.host = host;
        this.wall = wall;
        this.out = out;
    }

    /** A backend has repaired something. */
    public synchronized void repaired(String backend, Repair repair, Moment now) {
        since = count == 0 ? now : since;
        count++;
        last = wall.instant();
        backends.add(backend);
        for (String what : repair.what().split(", ", -1)) {
            if (damaged.size() < MOST_NAMES) {
                damaged.add(PlainNotice.line(what));
            }
        }
        String by = PlainNotice.line(repair.by().orElse(""));
        String name = by.replaceFirst(" \\(process \\d+\\)$", "");
        if (!by.isEmpty() && (culprits.containsKey(name) || culprits.size() < MOST_NAMES)) {
            culprits.put(name, by); // of a script's many processes, the last
        }
    }

    /** Tells what is due; called again and again. */
    public synchronized void look(Moment now) {
        if (count == 0 || now.since(since).compareTo(SETTLING) < 0 || !pace.allows(now)) {
            return;
        }
        pace.told(now);
        String what = String.join(", ", damaged);
        String by = String.join(", ", culprits.values());
        var fields = new LinkedHashMap<String, String>();
        fields.put("backend", String.join(",", backends));
        fields.put("repaired", what);
        fields.put("by", by);
        fields.put("count", Integer.toString(count));
        int times = count;
        Severity severity = times < WAR ? Severity.NOTICE : Severity.WARNING;
        String time = NoticeWriter.TIME.format(last.atZone(ZoneId.systemDefault()));
        out.accept(PlainNotice.of("routing.drift-repaired", severity, last, host)
                .write(fields, messages -> {
                    String who = by.isEmpty()
                            ? messages.text("drift.unknown")
                            : messages.text("drift.by", Map.of("name", by));
                    return Map.of("what", what, "who", who, "count", times, "time", time);
                }));
        backends.clear();
        damaged.clear();
        culprits.clear();
        count = 0;
    }
}
