// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.ftrouter.api.Family;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.config.QualityLimits;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.plan.Planned;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.jspecify.annotations.Nullable;

/**
 * Turns changes into notices: an uplink down or up, degraded or recovered, all of them down, the first one back. Belongs
 * to the engine thread.
 *
 * <p>A path that is found up at the start is no news; one found down is. One that is degraded is news only when it has
 * been so for a while.
 */
public final class Announcer {
    private final NoticeWriter writer;
    private final InstantSource wall;
    private final Consumer<Notice> out;
    private final Map<PathId, PathVerdict> known = new HashMap<>();
    private final Map<PathId, Rules> rules;
    private final Map<String, String> incidents = new HashMap<>();
    private final Set<Family> stranded = EnumSet.noneOf(Family.class);
    private Map<PathId, Double> shares = Map.of();
    private @Nullable Planned routed;
    private @Nullable Map<PathId, PathVerdict> judged;

    /** An announcer that waits the usual while before it tells that a path is degraded. */
    public Announcer(NoticeWriter writer, InstantSource wall, Consumer<Notice> out) {
        this(writer, wall, out, Map.of());
    }

    /**
     * An announcer.
     *
     * @param rules of the paths: how long each must be degraded before it is told
     */
    public Announcer(NoticeWriter writer, InstantSource wall, Consumer<Notice> out, Map<PathId, Rules> rules) {
        this.writer = writer;
        this.wall = wall;
        this.out = out;
        this.rules = Map.copyOf(rules);
    }

    /** The same under a new configuration: what was announced stays announced. */
    public Announcer(
            NoticeWriter writer, InstantSource wall, Consumer<Notice> out, Map<PathId, Rules> rules, Announcer before) {
        this(writer, wall, out, rules);
        known.putAll(before.known);
        incidents.putAll(before.incidents);
        stranded.addAll(before.stranded);
        shares = before.shares;
    }

    /** Tells what changed since the last turn. */
    public void announce(Verdicts verdicts, Planned planned, Moment now) {
        if (verdicts.paths() == judged && isRouted(planned) && !anyDegraded(verdicts)) {
            return; // as in most turns
        }
        judged = verdicts.paths();
        var situation = new Situation(verdicts, planned, now);
        verdicts.paths().forEach((id, verdict) -> announce(id, verdict, situation, now));
        if (known.size() > verdicts.paths().size()) {
            known.keySet().retainAll(verdicts.paths().keySet());
        }
        announceStranded(planned.stranded(), situation);
        announceRouting(planned, situation);
    }

    private boolean isRouted(Planned planned) {
        return Objects.equals(planned, routed);
    }

    /** Then time alone may bring news. */
    private static boolean anyDegraded(Verdicts verdicts) {
        return verdicts.any(v -> v.health() == Health.DEGRADED);
    }

    private void announce(PathId id, PathVerdict verdict, Situation situation, Moment now) {
        PathVerdict before = known.put(id, verdict);
        Health was = before == null ? Health.UNKNOWN : before.health();
        String quality = id + " quality";
        if (was != Health.DOWN && verdict.health() == Health.DOWN) {
            incidents.remove(quality); // its end is told by the end of this one
            send(id.toString(), "uplink.down", Severity.WARNING, situation.with(id, before));
        } else if (incidents.containsKey(id.toString()) && verdict.usable() && verdict.health() == Health.UP) {
            send(id.toString(), "uplink.up", Severity.NOTICE, situation.with(id, before));
        } else if (incidents.containsKey(quality) && verdict.health() == Health.UP) {
            send(quality, "uplink.recovered", Severity.NOTICE, situation.with(id, before));
        } else if (isWorthTelling(id, verdict, now) && !incidents.containsKey(quality)) {
            send(quality, "uplink.degraded", Severity.NOTICE, situation.with(id, before));
        }
    }

    /** Whether it is degraded and has been so for long enough. */
    private boolean isWorthTelling(PathId id, PathVerdict verdict, Moment now) {
        Rules known = rules.get(id);
        QualityLimits quality = known == null ? QualityLimits.DEFAULT : known.quality();
        return verdict.health() == Health.DEGRADED && lasted(verdict, now).compareTo(quality.tellAfter()) >= 0;
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
        if (isRouted(planned)) {
            return;
        }
        routed = planned;
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
        boolean opens = kind.endsWith("down") || kind.endsWith("degraded");
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
