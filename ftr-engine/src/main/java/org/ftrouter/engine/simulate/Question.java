// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.ftrouter.api.probe.ProbeResult;

/** A question whose outcome is settled when it is sent, and heard later. */
final class Question extends Agenda.Entry {
    private static final ProbeResult SILENCE = ProbeResult.noReply("silence");

    final CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    private final Simulation simulation;
    private final Line line;
    private final long roundTrip;

    Question(Simulation simulation, Line line, long roundTrip) {
        this.simulation = simulation;
        this.line = line;
        this.roundTrip = roundTrip;
    }

    @Override
    void happen() {
        if (simulation.postponed(this)) {
            return; // its process stands still, so nothing is heard yet
        }
        if (roundTrip == Line.LOST) {
            result.complete(SILENCE);
        } else {
            line.answered();
            result.complete(ProbeResult.reply(Duration.ofNanos(roundTrip)));
        }
    }
}
