// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;

/** Asks one target of the model through one path. */
final class ModelProbe implements Probe {
    private final Simulation simulation;
    private final Line line;
    private final int target;
    private final String name;
    private final int place;

    ModelProbe(Simulation simulation, Line line, int target, String name, int place) {
        this.simulation = simulation;
        this.line = line;
        this.target = target;
        this.name = name;
        this.place = place;
    }

    @Override
    public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
        long now = simulation.nanos();
        boolean sent = simulation.kernel().passes(path);
        simulation.wire().question(line, path, sent);
        if (!sent) {
            return CompletableFuture.completedFuture(ProbeResult.inconclusive("cannot be sent"));
        }
        long roundTrip = line.ask(target, now);
        long longest = timeout.toNanos();
        boolean heard = roundTrip != Line.LOST && roundTrip <= longest && simulation.alive(name);
        var question = new Question(simulation, line, heard ? roundTrip : Line.LOST);
        simulation.enter(question, heard ? simulation.readAt(roundTrip, place) : now + longest);
        return question.result;
    }

    @Override
    public boolean asks(Family family) {
        return true;
    }
}
