// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.ftrouter.api.Family;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.plan.Planned;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Verdicts;

/**
 * Turns changes into notices: an uplink down or up, all of them down, the first one back. Belongs to the engine thread.
 *
 * <p>A path that is found up at the start is no news; one found down is.
 */
public final class Announcer {
    private final NoticeWriter writer;
    private final InstantSource wall;
    private final Consumer<Notice> out;
    private final Map<PathId, PathVerdict> known = new HashMap<>();
    private final Map<String, String> incidents = new HashMap<>();
    private final Set<Family> stranded = EnumSet.noneOf(Family.class);
    private List<NextHop> hops = List.of();
    private Map<PathId, Double> shares = Map.of();

    public Announcer(NoticeWriter writer, InstantSource wall, Consumer<Notice> out) {
        this.writer = writer;
        this.wall = wall;
        this.out = out;
    }

    /** The same under a new configuration: what was announced stays announced. */
    public Announcer(NoticeWriter writer, InstantSource wall, Consumer<Notice> out, Announcer before) {
        this(writer, wall, out);
        known.putAll(before.known);
        incidents.putAll(before.incidents);
        stranded.addAll(before.stranded);
        hops = before.hops;
        shares = before.shares;
    }

    /** Tells what changed since the last turn. */
    public void announce(Verdicts verdicts, Planned planned, Moment now) {
        var situation = new Situation(verdicts, planned, now);
        verdicts.paths().forEach((id, verdict) -> {
            PathVerdict before = known.put(id, verdict);
            Health was = before == null ? Health.UNKNOWN : before.health();
            if (was != Health.DOWN && verdict.health() == Health.DOWN) {
                send(id.toString(), "uplink.down", Severity.WARNING, situation.with(id, before));
            } else if (incidents.containsKey(id.toString()) && verdict.usable() && verdict.health() == Health.UP) {
                send(id.toString(), "uplink.up", Severity.NOTICE, situation.with(id, before));
            }
        });
        known.keySet().retainAll(new HashSet<>(verdicts.paths().keySet()));
        announceStranded(planned.stranded(), situation);
        announceRouting(planned, situation);
    }

    private void announceStranded(Set<Family> now, Situation situation) {
        for (Family family : Family.values()) {
            String subject = "all " + family;
            if (now.contains(family) && stranded.add(family)) {
                send(subject, "routing.all-down", Severity.CRITICAL, situation.with(family));
            } else if (!now.contains(family) && stranded.remove(family)) {
                send(subject, "routing.restored", Severity.WARNING, situation.with(family));
            }
        }
    }

    /** Shares of new connections go to the log and to machines, not into mail boxes of their own. */
    private void announceRouting(Planned planned, Situation situation) {
        if (planned.plan().hops().equals(hops)) {
            return;
        }
        hops = planned.plan().hops();
        var now = new LinkedHashMap<PathId, Double>();
        planned.plan().hops().forEach(h -> now.put(PathId.of(h.path()), planned.share(PathId.of(h.path()))));
        if (!now.equals(shares)) {
            shares = now;
            writer.logRouting(situation);
        }
    }

    /** Opens an incident, or closes the one that is open for the subject. */
    private void send(String subject, String kind, Severity severity, Situation situation) {
        Instant at = wall.instant();
        String id = NoticeId.at(at);
        boolean opens = kind.endsWith("down");
        String incident = incidents.getOrDefault(subject, id);
        if (opens) {
            incidents.put(subject, incident);
        } else {
            incidents.remove(subject);
        }
        Notice notice = writer.write(id, incident, kind, severity, at, situation);
        writer.log(notice);
        out.accept(notice);
    }

    /** How long the state before has lasted. */
    static Duration lasted(PathVerdict before, Moment now) {
        return now.since(before.since());
    }
}
