// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.history.History;

/**
 * A recorded history under other settings: whatever the simulated engine asks, gets the outcome that was recorded nearest to
 * that moment, of the same target if it was asked, else of another one through the same path.
 */
public final class Replay {
    private static final long MINUTE = 60_000;

    private final History history;
    private final long first;
    private final BitSet minutes = new BitSet();

    /** New connections changed from some paths to others at a moment in milliseconds of wall time. */
    public record Change(long at, List<PathId> from, List<PathId> to) {}

    public Replay(History history) {
        this.history = history;
        first = history.all().stream().mapToLong(s -> s.at(0)).min().orElse(0);
        for (History.Series series : history.all()) {
            for (int i = 0; i < series.size(); i++) {
                minutes.set((int) ((series.at(i) - first) / MINUTE));
            }
        }
    }

    /** How long was recorded, without the gaps. */
    public Duration covered() {
        return Duration.ofMinutes(minutes.cardinality());
    }

    /** What the daemon did at the time. */
    public List<Change> then() {
        var changes = new ArrayList<Change>();
        List<PathId> members = List.of();
        for (History.Switch next : history.switches()) {
            if (!members.isEmpty() && !new HashSet<>(members).equals(new HashSet<>(next.members()))) {
                changes.add(new Change(next.at(), members, next.members()));
            }
            members = next.members();
        }
        return changes;
    }

    /**
     * What the engine would have done under a scenario.
     *
     * @param progress told the share that is done, 0 to 1
     */
    public List<Change> under(Scenario scenario, long seed, DoubleConsumer progress) {
        var changes = new ArrayList<Change>();
        for (int from = minutes.nextSetBit(0); from >= 0; ) {
            int to = end(from);
            session(scenario, seed, from, to, changes, progress);
            from = minutes.nextSetBit(to);
        }
        return changes;
    }

    /** Where a stretch ends that has no gap of more than a minute. */
    private int end(int from) {
        int to = minutes.nextClearBit(from);
        while (minutes.get(to + 1)) {
            to = minutes.nextClearBit(to + 1);
        }
        return to;
    }

    private void session(
            Scenario scenario, long seed, int from, int to, List<Change> changes, DoubleConsumer progress) {
        var simulation = new Simulation(scenario, seed);
        var tally = new Tally(simulation);
        long start = first + from * MINUTE;
        scenario.rules().forEach((id, rules) -> {
            var past = new Past(history.of(id));
            simulation
                    .line(id)
                    .fate((target, now) -> past.outcome(rules.targets().get(target), start + now / 1_000_000));
        });
        for (int minute = from; minute < to; minute++) {
            simulation.run(Duration.ofMinutes(1));
            progress.accept((double) minute / minutes.length());
        }
        tally.switches().forEach(s -> changes.add(new Change(start + s.at().nanos() / 1_000_000, s.from(), s.to())));
    }
}
