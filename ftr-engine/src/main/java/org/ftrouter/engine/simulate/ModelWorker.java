// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.time.Duration;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.engine.cycle.apply.ApplyRhythm;
import org.jspecify.annotations.Nullable;

/** Applies plans to the model kernel in the rhythm of the real workers, but on the virtual clock. */
final class ModelWorker {
    /** As long as the real backend takes. */
    private static final long TAKES = Duration.ofMillis(5).toNanos();

    private final ModelKernel kernel;
    private final ModelBackend backend;
    private final VirtualClock clock;
    private final Agenda agenda;
    private final ApplyRhythm rhythm = new ApplyRhythm();
    private @Nullable RoutePlan wanted;
    private long wakeAt = Agenda.NEVER;
    private boolean applying;
    private long attempts;

    ModelWorker(ModelKernel kernel, VirtualClock clock, Agenda agenda) {
        this.kernel = kernel;
        this.backend = new ModelBackend(kernel);
        this.clock = clock;
        this.agenda = agenda;
        backend.watch(() -> {
            rhythm.disturbed();
            wake();
        });
    }

    @SuppressWarnings("ReferenceEquality") // spares a comparison
    void submit(RoutePlan plan) {
        if (plan != wanted && !plan.equals(wanted)) {
            wanted = plan;
            rhythm.submitted();
            wake();
        }
    }

    /** Attempts so far. */
    long attempts() {
        return attempts;
    }

    private void wake() {
        long pause = rhythm.pause(clock.nanos());
        if (applying || pause == Long.MAX_VALUE) {
            return;
        }
        long at = clock.nanos() + Math.max(0, pause);
        if (at < wakeAt) {
            wakeAt = at;
            agenda.enter(() -> begin(at), at);
        }
    }

    private void begin(long at) {
        if (at == wakeAt) { // else an earlier one took its place
            wakeAt = Agenda.NEVER;
            applying = true;
            rhythm.begin(clock.nanos());
            agenda.enter(this::end, clock.nanos() + TAKES);
        }
    }

    private void end() {
        boolean failure = false;
        RoutePlan plan = wanted;
        long before = kernel.writes();
        try {
            attempts++;
            if (plan != null) {
                backend.apply(plan);
            }
        } catch (RouteException e) {
            failure = true;
        }
        applying = false;
        rhythm.ended(failure, clock.nanos());
        if (kernel.writes() != before) { // the kernel tells of our own changes too
            rhythm.disturbed();
        }
        wake();
    }
}
