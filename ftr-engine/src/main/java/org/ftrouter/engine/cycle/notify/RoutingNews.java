// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.plan.Planned;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.jspecify.annotations.Nullable;

/**
 * Tells, for the record, that the default route has other next hops than before. The steps of one change, such as the one
 * family a little after the other, are told in one notice, a moment after what led to them; what comes and goes again
 * and again, at growing intervals. Belongs to the engine thread.
 */
public final class RoutingNews {
    /** Longer than a notice that an uplink is down waits for where the fault is. */
    private static final Duration SETTLING = Duration.ofSeconds(4);

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final InstantSource wall;
    private final Consumer<Notice> out;
    private final Pace pace = new Pace(PAUSE, LONGEST_PAUSE);
    private @Nullable Planned seen;
    private Map<Family, String> told = Map.of();
    private Map<Family, String> present = Map.of();
    private Instant at = Instant.EPOCH;
    private Moment first = new Moment(0);
    private Moment last = new Moment(0);

    /** Nothing is routed yet. */
    public RoutingNews(InstantSource wall, Consumer<Notice> out) {
        this.wall = wall;
        this.out = out;
    }

    /** Looks at what the last turn wanted, and tells what is due; called after each. */
    @SuppressWarnings("ReferenceEquality") // mostly the same object
    public void look(NoticeWriter writer, Verdicts verdicts, Planned planned, Moment now) {
        if (planned != seen) {
            seen = planned;
            changed(nextHops(planned), now);
        }
        if (present.equals(told)) {
            return;
        }
        boolean settled =
                now.since(last).compareTo(SETTLING) >= 0 || now.since(first).compareTo(LONGEST) >= 0;
        if (settled && pace.allows(now)) {
            pace.told(now);
            tell(writer, new Situation(verdicts, planned, now));
            told = present;
        }
    }

    private void changed(Map<Family, String> next, Moment now) {
        if (next.equals(present)) {
            return;
        }
        if (present.equals(told)) {
            first = now;
            at = wall.instant();
        }
        last = now;
        present = next;
    }

    private static Map<Family, String> nextHops(Planned planned) {
        var hops = new EnumMap<Family, String>(Family.class);
        for (Family family : Family.values()) {
            String text =
                    planned.plan().hops(family).stream().map(RoutingNews::text).collect(Collectors.joining(", "));
            if (!text.isEmpty()) {
                hops.put(family, text);
            }
        }
        return hops;
    }

    /** As in {@code ip route}, with the name in front. */
    private static String text(NextHop hop) {
        String via = hop.path().gateway().map(g -> " via " + g.getHostAddress()).orElse("");
        return hop.path().uplink().name() + via + " dev " + hop.path().device() + " weight " + hop.weight();
    }

    private void tell(NoticeWriter writer, Situation situation) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("routing", names(situation.planned().members()));
        for (Family family : Family.values()) {
            fields.put(key(family), present.getOrDefault(family, ""));
            fields.put(key(family) + "_before", told.getOrDefault(family, ""));
        }
        NoticeWriter.counts(situation, fields);
        Notice notice = PlainNotice.of("routing.changed", Severity.INFO, at, writer.host())
                .write(
                        fields,
                        messages -> Map.of(
                                "shares", writer.shares(messages, situation), "time", writer.time(at), "why", why()),
                        messages -> "\n" + NoticeWriter.table(messages, situation) + "\n");
        out.accept(notice);
    }

    private String why() {
        return Arrays.stream(Family.values())
                .filter(f -> present.containsKey(f) || told.containsKey(f))
                .map(f -> f + ": " + present.getOrDefault(f, "-"))
                .collect(Collectors.joining("; "));
    }

    private static String names(List<PathId> members) {
        return members.stream().map(PathId::toString).collect(Collectors.joining(","));
    }

    /** The name of the field with the next hops of a family. */
    private static String key(Family family) {
        return "nexthops_" + (family == Family.IPV4 ? "ipv4" : "ipv6");
    }
}
