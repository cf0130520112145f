// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Watch;

/** Counts what a simulated engine does: confirmations, paths called down, changes of the default route. */
public final class Tally {
    private final Simulation simulation;
    private final Map<PathId, OfPath> paths = new LinkedHashMap<>();
    private final List<Switch> switches = new ArrayList<>();
    private List<PathId> members = List.of();

    /** A change of who carries new connections. */
    public record Switch(Moment at, List<PathId> from, List<PathId> to) {}

    /** What is counted of one path. */
    private static final class OfPath {
        private Health health = Health.UNKNOWN;
        private Moment modeSince = new Moment(-1);
        private long confirmations;
        private long downs;
        private long changes;
    }

    /** Counts from now on. */
    public Tally(Simulation simulation) {
        this.simulation = simulation;
        simulation.lines().keySet().forEach(id -> paths.put(id, new OfPath()));
        simulation.watch(this::count);
    }

    private void count() {
        paths.forEach((id, path) -> count(path, simulation.verdict(id)));
        List<PathId> now = simulation.cycle().members();
        if (!now.equals(members)) {
            if (!members.isEmpty()) {
                switches.add(new Switch(simulation.now(), members, now));
            }
            members = now;
        }
    }

    private static void count(OfPath path, PathVerdict verdict) {
        Watch watch = verdict.watch();
        if (watch.mode() == Watch.Mode.CONFIRM && !watch.since().equals(path.modeSince)) {
            path.modeSince = watch.since();
            path.confirmations++;
        }
        if (verdict.health() != path.health) {
            path.downs += verdict.health() == Health.DOWN ? 1 : 0;
            path.changes += path.health == Health.UNKNOWN ? 0 : 1;
            path.health = verdict.health();
        }
    }

    /** Confirmations begun on a path. */
    public long confirmations(PathId path) {
        return of(path).confirmations;
    }

    /** How often a path was called down. */
    public long downs(PathId path) {
        return of(path).downs;
    }

    /** How often any path was called down. */
    public long downs() {
        return paths.values().stream().mapToLong(p -> p.downs).sum();
    }

    /** How often the health of a path changed after its first verdict. */
    public long changes(PathId path) {
        return of(path).changes;
    }

    /** Changes of the default route, in order. */
    public List<Switch> switches() {
        return List.copyOf(switches);
    }

    private OfPath of(PathId path) {
        return java.util.Objects.requireNonNull(paths.get(path));
    }
}
