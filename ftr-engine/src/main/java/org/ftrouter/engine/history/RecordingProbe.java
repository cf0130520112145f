// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.history;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.probe.Target;
import org.jspecify.annotations.Nullable;

/** Passes questions on, and has their outcome recorded. */
public final class RecordingProbe implements Probe {
    private final Probe probe;
    private final String target;
    private final HistoryLog log;
    private final Ticker ticker;

    public RecordingProbe(Probe probe, String target, HistoryLog log, Ticker ticker) {
        this.probe = probe;
        this.target = target;
        this.log = log;
        this.ticker = ticker;
    }

    /** The same targets, whose answers are recorded. */
    public static Map<PathId, List<Target>> around(Map<PathId, List<Target>> targets, HistoryLog log, Ticker ticker) {
        var recorded = new LinkedHashMap<PathId, List<Target>>();
        targets.forEach((id, all) -> recorded.put(
                id,
                all.stream()
                        .map(t -> new Target(t.name(), new RecordingProbe(t.probe(), t.name(), log, ticker)))
                        .toList()));
        return recorded;
    }

    @Override
    public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
        long from = ticker.nanos();
        PathId id = PathId.of(path);
        return probe.probe(path, timeout)
                .whenComplete((result, error) -> log.asked(id, target, ticker.nanos() - from, micros(result)));
    }

    private static int micros(@Nullable ProbeResult result) {
        if (result instanceof Reply reply) {
            return (int) Math.min(Integer.MAX_VALUE, reply.roundTrip().toNanos() / 1000);
        }
        return result instanceof NoReply ? History.LOST : History.UNTOLD;
    }

    @Override
    public boolean asks(Family family) {
        return probe.asks(family);
    }

    @Override
    public boolean local() {
        return probe.local();
    }

    @Override
    public ProbeBytes bytes(Family family) {
        return probe.bytes(family);
    }

    @Override
    public void close() {
        probe.close();
    }
}
