// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Rules;

/**
 * What must be true at every moment of a run, whatever happens in it; looked at after every turn and ten times a second besides.
 * The names are those of the list of invariants.
 */
final class Invariants {
    private static final long SECOND = 1_000_000_000L;
    /** Until something is in the kernel, from when it is known. */
    private static final long X = SECOND / 2;
    /** Until it is known that an interface is usable no more, if no event tells. */
    private static final long POLLED = SECOND / 2;
    /** Until damage is mended of which the kernel tells. */
    private static final long MENDED = SECOND;

    /** With nothing to switch to a silent line is called down so much later. */
    private static final long ALL_SILENT = 11 * SECOND;

    private static final Duration EVERY = Duration.ofMillis(100);
    private static final Duration SELDOM = Duration.ofSeconds(2);
    static final int TABLE = 200;

    private final Faults faults;
    private final Simulation simulation;
    private final Map<String, Uplink> uplinks;
    private final Map<PathId, OfPath> paths = new LinkedHashMap<>();
    private final Map<Family, Set<PathId>> lastMembers = new HashMap<>();
    private final Map<Family, Long> unroutedSince = new HashMap<>();
    private final Map<String, Long> wrongSince = new HashMap<>();
    private final Set<String> violations = new HashSet<>();
    private final List<String> found = new ArrayList<>();
    private long thawed;
    private long questions;
    private long refused;

    /** Since when things are as they are. */
    private static final class OfPath {
        private Health health = Health.UNKNOWN;
        private long healthSince;
        private boolean eligible;
        private long eligibleSince;
        private boolean silent;
        private long silentSince;
        private Optional<InetAddress> source = Optional.empty();
        private long sourceSince;
        private long troubleAt;
    }

    Invariants(Faults faults) {
        this.faults = faults;
        this.simulation = faults.simulation();
        this.uplinks = faults.uplinks();
        faults.scenario().rules().keySet().forEach(id -> paths.put(id, new OfPath()));
        simulation.watch(this::look);
        simulation.tap(this::question);
        tick();
    }

    private void tick() {
        look();
        simulation.in(faults.isOver() ? SELDOM : EVERY, this::tick);
    }

    /** What was violated, once each. */
    List<String> violations() {
        return found;
    }

    private void violated(String invariant, String text) {
        if (violations.add(invariant + text)) {
            found.add(invariant + " at " + simulation.now().nanos() / 1_000_000 + " ms: " + text);
        }
    }

    private void look() {
        long now = simulation.now().nanos();
        if (simulation.isFrozen()) {
            thawed = now;
        }
        paths.forEach((id, path) -> update(id, path, now));
        for (Family family : Family.values()) {
            routes(family, now);
        }
        paths.forEach((id, path) -> outages(id, path, now));
    }

    private void update(PathId id, OfPath path, long now) {
        PathVerdict verdict = simulation.verdict(id);
        Line line = simulation.line(id);
        boolean eligible = simulation.kernel().usable(id.uplink(), id.family());
        if (line.silent() || !eligible || line.isLossy() || simulation.isFrozen() || faults.isOutOfTargets(id)) {
            path.troubleAt = now;
        }
        if (verdict.health() != path.health) {
            evidence(id, path, verdict, now);
            path.health = verdict.health();
            path.healthSince = now;
        }
        if (eligible != path.eligible) {
            path.eligible = eligible;
            path.eligibleSince = now;
        }
        Optional<InetAddress> source = simulation.kernel().address(id.uplink(), id.family());
        if (!source.equals(path.source)) {
            path.source = source;
            path.sourceSince = now;
        }
        if (line.silent() != path.silent) {
            path.silent = line.silent();
            path.silentSince = now;
        }
    }

    /**
     * S5: a question about a line is asked through its own interface, with an address that is there at that moment, or not
     * sent at all; and what has gone is not tried for long.
     */
    private void question(Line line, Path through, boolean sent) {
        long now = simulation.now().nanos();
        PathId id = PathId.of(through);
        boolean own = simulation.lines().get(id) == line
                && through.device().equals(uplink(id).device());
        boolean there = simulation.kernel().address(id.uplink(), id.family()).equals(Optional.of(through.source()));
        if (!own || (sent && !there)) {
            violated("S5", id + " is asked through " + through);
        }
        if (!there && now - of(id).sourceSince > X && now - thawed > X) {
            violated("S5", id + " goes on being asked from " + through.source());
        }
        questions++;
        refused += sent ? 0 : 1;
    }

    /** Questions that were looked at. */
    long questions() {
        return questions;
    }

    /** Those of them that the kernel did not take. */
    long refused() {
        return refused;
    }

    /** S6: a line that has long been well is not called down. */
    private void evidence(PathId id, OfPath path, PathVerdict verdict, long now) {
        if (verdict.health() == Health.DOWN && now - path.troubleAt > 6 * SECOND) {
            violated("S6", id + " is down for nothing: " + verdict.reason());
        }
    }

    private void routes(Family family, long now) {
        List<PathId> outbound = paths.keySet().stream()
                .filter(id -> id.family() == family && uplink(id).priority().isPresent())
                .toList();
        if (now - thawed < X) {
            wrongSince.clear();
        }
        if (outbound.isEmpty() || now < 2 * SECOND || now - thawed < X) {
            return;
        }
        Set<String> members = new HashSet<>(simulation.kernel().members(family, TABLE));
        asPlanned(family, members, now);
        dead(outbound, members, now);
        group(outbound, members, now);
        empty(family, outbound, now);
        shrunk(family, now);
    }

    /** L3 and L4: what is planned is soon in the kernel, and so is each usable uplink's own table. */
    private void asPlanned(Family family, Set<String> members, long now) {
        List<PathId> planned = simulation.cycle().planned().members(family);
        Set<String> wanted = new HashSet<>();
        planned.forEach(id -> wanted.add(uplink(id).device()));
        boolean possible = planned.stream().allMatch(id -> usable(id) && settled(id, now));
        if (lasts("L3 " + family, possible && !planned.isEmpty() && !members.equals(wanted), now)) {
            violated("L3", family + " leads through " + members + ", not " + wanted);
        }
        for (PathId id : paths.keySet()) {
            boolean missing = id.family() == family
                    && usable(id)
                    && settled(id, now)
                    && !simulation.kernel().leadsOut(family, uplink(id).table());
            if (lasts("L4 " + id, missing, now)) {
                violated("L4", "the table of " + id + " leads nowhere");
            }
        }
    }

    private boolean usable(PathId id) {
        return simulation.kernel().usable(id.uplink(), id.family());
    }

    private boolean lasts(String what, boolean wrong, long now) {
        if (!wrong) {
            wrongSince.remove(what);
            return false;
        }
        return now - wrongSince.computeIfAbsent(what, w -> now) > MENDED + X;
    }

    private Uplink uplink(PathId id) {
        return Objects.requireNonNull(uplinks.get(id.uplink()));
    }

    private boolean settled(PathId id, long now) {
        return now - of(id).healthSince > X && now - of(id).eligibleSince > X + POLLED;
    }

    private OfPath of(PathId id) {
        return Objects.requireNonNull(paths.get(id));
    }

    private boolean works(PathId id, long now) {
        return settled(id, now)
                && simulation.kernel().usable(id.uplink(), id.family())
                && simulation.verdict(id).health() != Health.DOWN;
    }

    /** S1: nothing that is down is used while something else works. */
    private void dead(List<PathId> outbound, Set<String> members, long now) {
        if (outbound.stream().noneMatch(id -> works(id, now))) {
            return;
        }
        outbound.stream()
                .filter(id -> members.contains(uplink(id).device())
                        && settled(id, now)
                        && simulation.verdict(id).health() == Health.DOWN)
                .forEach(id -> violated("S1", id + " is down and used"));
    }

    /** S2: only the best group that works. */
    private void group(List<PathId> outbound, Set<String> members, long now) {
        if (!outbound.stream().allMatch(id -> settled(id, now))) {
            return;
        }
        outbound.stream()
                .filter(id -> works(id, now))
                .mapToInt(id -> uplink(id).priority().orElseThrow())
                .min()
                .ifPresent(best -> outbound.stream()
                        .filter(id -> members.contains(uplink(id).device()))
                        .filter(id -> uplink(id).priority().orElseThrow() != best)
                        .forEach(id -> violated("S2", id + " is used though group " + best + " works")));
    }

    /** S3: if any interface could carry packets, there is a route that leads out. */
    private void empty(Family family, List<PathId> outbound, long now) {
        boolean somewhere = outbound.stream()
                .anyMatch(id -> of(id).eligible
                        && now - of(id).eligibleSince > X + POLLED
                        && (faults.scenario().allDown() == AllDown.KEEP || works(id, now)));
        boolean member = simulation.cycle().planned().members(family).stream()
                .anyMatch(id -> simulation.kernel().usable(id.uplink(), family) && settled(id, now));
        boolean routed = simulation.kernel().leadsOut(family, TABLE);
        if (routed || !somewhere) {
            unroutedSince.remove(family);
        } else {
            long since = unroutedSince.computeIfAbsent(family, f -> now);
            if (now - since > X + POLLED) {
                violated("S3", family + " has no route though " + outbound + " could carry");
            }
        }
        if (!routed && member && unroutedSince.getOrDefault(family, now) < now - X) {
            violated("S3", family + " has no route though a member works");
        }
    }

    /** S4: with nothing usable, the members stay wanted as long as they exist. */
    private void shrunk(Family family, long now) {
        Set<PathId> members = Set.copyOf(simulation.cycle().planned().members(family));
        boolean stranded = simulation.cycle().planned().stranded().contains(family);
        Set<PathId> before = lastMembers.getOrDefault(family, Set.of());
        boolean answers = paths.keySet().stream()
                .anyMatch(id -> id.family() == family && simulation.verdict(id).answering());
        if (stranded && !answers && faults.scenario().allDown() == AllDown.KEEP) {
            for (PathId id : paths.keySet()) {
                if (before.contains(id)
                        && !members.contains(id)
                        && settled(id, now)
                        && simulation.kernel().usable(id.uplink(), family)) {
                    violated("S4", id + " was given up though nothing else works");
                }
            }
        }
        lastMembers.put(family, members);
    }

    /** L1 and L2: an outage is found out, and so is its end. */
    private void outages(PathId id, OfPath path, long now) {
        Rules rules = rules(id);
        long begun = Math.max(Math.max(path.eligibleSince, path.sourceSince), thawed); // then it was another line
        long bound = detection(rules);
        boolean down = simulation.verdict(id).health() == Health.DOWN;
        long silence = now - Math.max(path.silentSince, begun);
        if (path.silent && path.eligible && silence > bound && !down) {
            boolean witness = paths.entrySet().stream()
                    .anyMatch(e -> !e.getKey().equals(id)
                            && e.getKey().family() == id.family()
                            && now - e.getValue().troubleAt > bound + SECOND);
            if (silence > (witness ? bound : bound + ALL_SILENT)) {
                violated("L1", id + " is silent and not down: " + simulation.verdict(id));
            }
        }
        boolean guarded = simulation.verdict(id).reason().code() == Reason.Code.FLAP_GUARD;
        if (down && !guarded && now - Math.max(path.troubleAt, begun) > recovery(rules)) {
            violated("L2", id + " has long been well: " + simulation.verdict(id));
        }
    }

    private Rules rules(PathId id) {
        return Objects.requireNonNull(faults.scenario().rules().get(id));
    }

    /** The longest silence of a line that is not found out, if another one works well, in ns. */
    private static long detection(Rules rules) {
        return 2 * rules.restInterval().toNanos()
                + rules.tries() * rules.spacing().toNanos()
                + 17 * SECOND / 10;
    }

    /** As long a line must be well before it is used again, at most, in ns. */
    private static long recovery(Rules rules) {
        long rounds = 1L + rules.rise() + rules.targets().size();
        return rules.holdUp().toNanos()
                + rounds * rules.restInterval().toNanos()
                + rules.timeout().toNanos()
                + 2 * SECOND;
    }

    /** L2, L3, L10: at the end, all has long been well. */
    void settledAtTheEnd() {
        long writes = simulation.kernel().writes();
        simulation.run(Duration.ofMinutes(1));
        if (simulation.kernel().writes() != writes) {
            violated("L10", "writes though nothing happens");
        }
        paths.keySet().stream()
                .filter(id -> simulation.verdict(id).reason().code() != Reason.Code.OK)
                .forEach(id -> violated("L2", id + " has not returned: " + simulation.verdict(id)));
        for (Family family : Family.values()) {
            Set<String> wanted = new HashSet<>();
            simulation
                    .cycle()
                    .planned()
                    .members(family)
                    .forEach(id -> wanted.add(uplink(id).device()));
            if (!wanted.equals(new HashSet<>(simulation.kernel().members(family, TABLE)))) {
                violated("L3", "the kernel has " + simulation.kernel().members(family, TABLE) + ", not " + wanted);
            }
        }
        if (simulation.pending() > 20 * paths.size() + 20) {
            violated("S17", simulation.pending() + " things are still to happen");
        }
    }
}
