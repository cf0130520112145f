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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.ftrouter.api.Family;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.plan.Planned;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.jspecify.annotations.Nullable;

/**
 * Turns changes into notices: an uplink down or up, degraded or recovered, all of them down, the first one back. Belongs
 * to the engine thread.
 *
 * <p>A path that is found up at the start is no news; one found down is, unless people know it from before a restart. One
 * that is degraded is news only when it has been so for a while. One that comes and goes again and again is told to people
 * in summaries; what they are spared is marked {@value #DAMPED} and meant for machines.
 */
public final class Announcer {
    /** The field of a notice that people need not read, because a summary says it. */
    static final String DAMPED = "damped";

    private final NoticeWriter writer;
    private final InstantSource wall;
    private final Consumer<Notice> out;
    private final AnnouncerRules rules;
    private final Incidents incidents;
    private final PendingNotices pending;
    /** Subjects that people know to be so from before a restart. */
    private final Set<String> resumed = new HashSet<>();

    private final Map<PathId, Flapping> flapping = new HashMap<>();
    private final Set<Family> stranded = EnumSet.noneOf(Family.class);
    private Map<PathId, Double> shares = Map.of();
    private @Nullable Planned routed;
    private Verdicts known = new Verdicts(Map.of(), Optional.empty(), Optional.empty());
    private @Nullable Moment tellAt; // then time alone brings news
    private boolean anyFlapping;

    /** An announcer with the usual rules that remembers nothing. */
    public Announcer(NoticeWriter writer, InstantSource wall, Consumer<Notice> out) {
        this(writer, wall, out, AnnouncerRules.DEFAULT);
    }

    /** An announcer that remembers nothing. */
    public Announcer(NoticeWriter writer, InstantSource wall, Consumer<Notice> out, AnnouncerRules rules) {
        this(writer, wall, out, rules, Incidents.none(), Findings.NONE);
    }

    /**
     * An announcer.
     *
     * @param rules from when on something is told
     * @param incidents what people know already
     * @param findings who looks for the side of the gateway on which a fault is
     */
    public Announcer(
            NoticeWriter writer,
            InstantSource wall,
            Consumer<Notice> out,
            AnnouncerRules rules,
            Incidents incidents,
            Findings findings) {
        this.writer = writer;
        this.wall = wall;
        this.out = out;
        this.rules = rules;
        this.incidents = incidents;
        this.pending = new PendingNotices(findings);
        resumed.addAll(incidents.subjects());
        resumed.removeIf(UplinkEvent::isSubject);
        for (Family family : Family.values()) {
            if (incidents.isOpen(subject(family))) {
                stranded.add(family);
            }
        }
    }

    /** The same under a new configuration: what was announced stays announced. */
    public Announcer(
            NoticeWriter writer,
            InstantSource wall,
            Consumer<Notice> out,
            AnnouncerRules rules,
            Findings findings,
            Announcer before) {
        this(writer, wall, out, rules, before.incidents, findings);
        before.pending.all().forEach(before::emit);
        known = before.known;
        resumed.clear();
        resumed.addAll(before.resumed);
        flapping.putAll(before.flapping);
        anyFlapping = before.anyFlapping;
        stranded.clear();
        stranded.addAll(before.stranded);
        shares = before.shares;
    }

    /** Tells of an uplink what is not its health; the end of something usually only if people know that it has begun. */
    public void tell(List<UplinkEvent> events, Verdicts verdicts, Planned planned, Moment now) {
        for (UplinkEvent event : events) {
            if (event.opens() || event.id().isPresent() || isOpen(event.subject())) {
                Situation here = new Situation(verdicts, planned, now).with(event.path(), null);
                String id = event.id().orElseGet(() -> NoticeId.at(wall.instant()));
                send(id, event.subject(), event.kind(), event.severity(), event.opens(), here.with(event.facts()));
            }
        }
    }

    /** Tells what changed since the last turn. */
    public void announce(Verdicts verdicts, Planned planned, Moment now) {
        Verdicts before = known;
        known = verdicts;
        boolean due = tellAt != null && !now.isBefore(tellAt);
        if (!due && isRouted(planned) && !isWaiting()) {
            if (verdicts.paths() == before.paths()) {
                return; // as in most turns
            }
            if (verdicts.isLike(before) && !verdicts.any(PathVerdict::isResting)) { // figures and reasons alone are new
                tellAt = nextTelling(verdicts);
                return;
            }
        }
        announceChanges(before.paths(), verdicts, planned, now);
        tellAt = nextTelling(verdicts);
    }

    private void announceChanges(Map<PathId, PathVerdict> before, Verdicts verdicts, Planned planned, Moment now) {
        var situation = new Situation(verdicts, planned, now);
        int usable = 0;
        for (var path : verdicts.paths().entrySet()) {
            usable += toInt(before.getOrDefault(path.getKey(), path.getValue()));
        }
        for (var path : verdicts.paths().entrySet()) {
            PathVerdict verdict = path.getValue();
            usable += toInt(verdict) - toInt(before.getOrDefault(path.getKey(), verdict));
            announce(path.getKey(), before.get(path.getKey()), verdict, situation.withUsable(usable), now);
        }
        forget(before.keySet(), verdicts.paths().keySet());
        anyFlapping = flapping.values().stream().anyMatch(Flapping::isFlapping);
        announceStranded(planned.stranded(), situation);
        announceRouting(planned, situation);
        pending.ready(now).forEach(this::emit);
    }

    /** When one that is degraded, which nobody knows yet, will have been so for long enough. */
    private @Nullable Moment nextTelling(Verdicts verdicts) {
        Moment next = null;
        for (PathId id : verdicts.paths().keySet()) {
            PathVerdict verdict = verdicts.of(id);
            if (verdict.health() == Health.DEGRADED && !isOpen(id + " quality")) {
                Moment own = verdict.since().plus(rules.tellAfter(id));
                next = next == null ? own : next.min(own);
            }
        }
        return next;
    }

    /** One if it can be used. */
    private static int toInt(PathVerdict verdict) {
        return verdict.usable() ? 1 : 0;
    }

    /** What is no longer configured is no longer told of. */
    private void forget(Set<PathId> before, Set<PathId> there) {
        if (!there.containsAll(before) || !resumed.isEmpty()) {
            flapping.keySet().retainAll(there);
            stranded.removeIf(family -> there.stream().noneMatch(id -> id.family() == family));
            incidents.keep(subject -> there.stream()
                    .anyMatch(id -> subject.equals(id.toString())
                            || subject.startsWith(id + " ")
                            || subject.equals(subject(id.family()))));
        }
    }

    private boolean isWaiting() {
        return anyFlapping || !pending.isEmpty() || !resumed.isEmpty();
    }

    @SuppressWarnings("ReferenceEquality") // first, for it is mostly the same object
    private boolean isRouted(Planned planned) {
        return Objects.equals(planned, routed);
    }

    @SuppressWarnings("ReferenceEquality") // spares a comparison
    private void announce(
            PathId id, @Nullable PathVerdict before, PathVerdict verdict, Situation situation, Moment now) {
        if (verdict == before && !isWaiting() && verdict.health() != Health.DEGRADED) {
            return; // another path's has changed
        }
        Health was = before == null ? Health.UNKNOWN : before.health();
        String quality = id + " quality";
        Situation here = situation.with(id, before);
        if (verdict.isResting()) {
            rests(id, verdict, here);
        } else if (was != Health.DOWN && verdict.health() == Health.DOWN) {
            if (!resumed.remove(id.toString())) {
                changed(id, "uplink.down", Severity.WARNING, here, now);
            }
        } else if (isOpen(id.toString()) && verdict.usable() && verdict.health() == Health.UP) {
            changed(id, "uplink.up", Severity.NOTICE, here.with(lasted(id)), now);
        } else if (isOpen(quality) && verdict.health() == Health.UP && isSettled(quality, id, verdict, now)) {
            send(quality, "uplink.recovered", Severity.NOTICE, calm(id, here));
        } else if (isWorthTelling(id, verdict, now) && !isOpen(quality)) {
            send(quality, "uplink.degraded", Severity.NOTICE, calm(id, here));
        }
        passed(id, here, now);
    }

    /** Its faults are over, for it is not to be used. */
    private void rests(PathId id, PathVerdict verdict, Situation here) {
        if (isOpen(id.toString()) && verdict.reason().code() == Reason.Code.NOT_DIALLED) {
            send(id.toString(), "uplink.idle", Severity.NOTICE, calm(id, here.with(lasted(id))));
        }
    }

    /** How long an outage that began before a restart has lasted, which the clock of people alone can tell. */
    private Map<String, Object> lasted(PathId id) {
        Optional<Notice> first = incidents.of(id.toString());
        if (!resumed.remove(id.toString()) || first.isEmpty()) {
            return Map.of();
        }
        Duration lasted = Duration.between(first.get().at(), wall.instant());
        return Map.of("lasted", lasted.isNegative() ? Duration.ZERO : lasted);
    }

    /** After a restart a path is up before anything was measured. */
    private boolean isSettled(String quality, PathId id, PathVerdict verdict, Moment now) {
        return !resumed.contains(quality) || lasted(verdict, now).compareTo(rules.tellAfter(id)) >= 0;
    }

    private boolean isOpen(String subject) {
        return pending.isEmpty()
                ? incidents.isOpen(subject)
                : pending.last(subject).map(PendingNotices.One::opens).orElseGet(() -> incidents.isOpen(subject));
    }

    private Situation calm(PathId id, Situation situation) {
        Flapping flaps = flapping.get(id);
        return situation.damped(flaps != null && flaps.isFlapping());
    }

    /** Down or up, told as it is, or to machines alone while the path flaps. */
    private void changed(PathId id, String kind, Severity severity, Situation here, Moment now) {
        Flapping flaps = flaps(id, now);
        Flapping.Word word = flaps.changed(kind.equals("uplink.down"), now);
        send(id.toString(), kind, severity, here.damped(word != Flapping.Word.CHANGE));
        if (word == Flapping.Word.BEGINS) {
            send(id + " flapping", "uplink.flapping", Severity.WARNING, here.with(flaps.figures(now)));
        }
    }

    private void passed(PathId id, Situation here, Moment now) {
        Flapping flaps = flapping.get(id);
        if (flaps == null && (resumed.isEmpty() || !incidents.isOpen(id + " flapping"))) {
            return; // as nearly always
        }
        flaps = flaps(id, now);
        resumed.remove(id + " flapping");
        Duration lasted = flaps.lasted(now);
        switch (flaps.tick(now)) {
            case SUMMARY -> send(id + " flapping", "uplink.flapping", Severity.WARNING, here.with(flaps.figures(now)));
            case ENDS -> {
                Map<String, Object> figures =
                        Map.of("lasted", lasted.minus(rules.flapping().within()), "failures", flaps.failures());
                boolean down = here.verdicts().of(id).health() == Health.DOWN;
                send(id + " flapping", "uplink.stable", down ? Severity.WARNING : Severity.NOTICE, here.with(figures));
            }
            default -> {}
        }
    }

    private Flapping flaps(PathId id, Moment now) {
        return flapping.computeIfAbsent(
                id, i -> new Flapping(rules.flapping(), incidents.isOpen(id + " flapping"), now));
    }

    /** Whether it is degraded and has been so for long enough. */
    private boolean isWorthTelling(PathId id, PathVerdict verdict, Moment now) {
        return verdict.health() == Health.DEGRADED && lasted(verdict, now).compareTo(rules.tellAfter(id)) >= 0;
    }

    private static String subject(Family family) {
        return "all " + family;
    }

    private void announceStranded(Set<Family> now, Situation situation) {
        for (Family family : Family.values()) {
            if (now.contains(family) && isDialled(family, situation.verdicts())) {
                continue; // for what follows is the end of it, or that the line cannot be dialled
            }
            if (now.contains(family)) {
                resumed.remove(subject(family));
                if (stranded.add(family)) {
                    send(subject(family), "routing.all-down", Severity.CRITICAL, situation.with(family));
                }
            } else if (stranded.contains(family) && isServed(family, situation)) {
                stranded.remove(family);
                resumed.remove(subject(family));
                send(subject(family), "routing.restored", Severity.WARNING, situation.with(family));
            }
        }
    }

    private static boolean isDialled(Family family, Verdicts verdicts) {
        return verdicts.paths().entrySet().stream()
                .anyMatch(e -> e.getKey().family() == family && e.getValue().isResting());
    }

    /** After a restart nothing is known of the paths for a while, which is no good news. */
    private boolean isServed(Family family, Situation situation) {
        return !resumed.contains(subject(family))
                || situation.verdicts().paths().entrySet().stream()
                        .anyMatch(e -> e.getKey().family() == family
                                && e.getValue().health() == Health.UP
                                && e.getValue().usable());
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
        boolean opens = kind.endsWith("down") || kind.endsWith("degraded") || kind.endsWith("flapping");
        send(NoticeId.at(wall.instant()), subject, kind, severity, opens, situation);
    }

    private void send(String id, String subject, String kind, Severity severity, boolean opens, Situation situation) {
        Instant at = wall.instant();
        Optional<PendingNotices.One> last = pending.last(subject);
        String incident = last.isPresent()
                ? last.filter(PendingNotices.One::opens)
                        .map(PendingNotices.One::incident)
                        .orElse(id)
                : incidents.of(subject).map(Notice::incident).orElse(id);
        pending.add(new PendingNotices.One(id, incident, subject, opens, kind, severity, at, situation));
    }

    private void emit(PendingNotices.One one) {
        Notice notice = writer.write(one.id(), one.incident(), one.kind(), one.severity(), one.at(), one.situation());
        writer.log(notice);
        out.accept(notice);
        if (one.kind().equals("uplink.down")) {
            incidents.close(one.subject() + " quality"); // its end is told by the end of this one
            resumed.remove(one.subject() + " quality");
        }
        if (one.opens()) {
            incidents.open(one.subject(), notice);
        } else {
            incidents.close(one.subject());
            resumed.remove(one.subject());
        }
    }

    /** How long the state before has lasted. */
    static Duration lasted(PathVerdict before, Moment now) {
        return now.since(before.since());
    }
}
