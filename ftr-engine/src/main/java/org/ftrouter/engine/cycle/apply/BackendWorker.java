// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.route.Repair;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.jspecify.annotations.Nullable;

/**
 * One backend and its thread. Only the newest plan counts. After a failure it tries again with growing pauses; after a
 * change by others it applies the same plan again, and backs off if they fight over it.
 */
final class BackendWorker implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(BackendWorker.class);
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final String name;
    private final RouteBackend backend;
    private final Ticker ticker;
    private final Consumer<ApplyOutcome> report;
    private final Thread thread;
    private final ApplyRhythm rhythm = new ApplyRhythm();

    private List<BackendWorker> before = List.of();
    private @Nullable RoutePlan wanted;
    private List<CompletableFuture<ApplyOutcome>> waiting = new ArrayList<>();
    private boolean closed;

    BackendWorker(String name, RouteBackend backend, Ticker ticker, Consumer<ApplyOutcome> report) {
        this.name = name;
        this.backend = backend;
        this.ticker = ticker;
        this.report = report;
        this.thread = new Thread(this::run, "apply-" + name);
        thread.setDaemon(true);
    }

    String name() {
        return name;
    }

    /** Begins as soon as those whose place it takes have ended: two must not write to the kernel at once. */
    void start(List<BackendWorker> predecessors) {
        before = predecessors;
        thread.start();
    }

    /** Waits until it is closed and does nothing any more; false if that takes longer. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        thread.join(Math.max(1, limit.toMillis()));
        return !thread.isAlive();
    }

    /** Takes the place of any plan not yet begun. */
    synchronized void submit(RoutePlan plan) {
        wanted = plan;
        rhythm.submitted();
        notifyAll();
    }

    /** The same; the future completes when this plan or a newer one was applied, however that ended. */
    synchronized CompletableFuture<ApplyOutcome> submitAndTell(RoutePlan plan) {
        var done = new CompletableFuture<ApplyOutcome>();
        waiting.add(done);
        submit(plan);
        return done;
    }

    /** Others, or we ourselves, changed something. */
    synchronized void disturbed() {
        rhythm.disturbed();
        notifyAll();
    }

    /** Whether others change again and again what it writes, so that it looks but now and then. */
    synchronized boolean contested() {
        return rhythm.isWar(ticker.nanos());
    }

    private void run() {
        try {
            awaitPredecessors();
            watch();
            while (true) {
                List<CompletableFuture<ApplyOutcome>> told = await();
                ApplyOutcome outcome = apply();
                told.forEach(f -> f.complete(outcome));
                report.accept(outcome);
            }
        } catch (InterruptedException e) {
            backend.close();
        }
    }

    private void awaitPredecessors() throws InterruptedException {
        for (BackendWorker old : before) {
            if (!old.awaitEnd(FAREWELL)) {
                LOG.warn(
                        "{}: '{}' of the configuration before does not end within {} s; going on beside it",
                        name,
                        old.name,
                        FAREWELL.toSeconds());
            }
        }
        before = List.of();
    }

    private void watch() {
        try {
            backend.watch(this::disturbed);
        } catch (RouteException | RuntimeException e) {
            LOG.warn(
                    "{}: cannot watch the kernel, so damage by others is seen only every {} s: {}",
                    name,
                    ApplyRhythm.CHECK.toSeconds(),
                    e.getMessage());
        }
    }

    /** Waits until there is a reason to apply. */
    private synchronized List<CompletableFuture<ApplyOutcome>> await() throws InterruptedException {
        long pause = rhythm.pause(ticker.nanos());
        while (closed || pause > 0) {
            if (closed) { // also if a backend swallowed the interrupt
                throw new InterruptedException();
            }
            wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(pause)));
            pause = rhythm.pause(ticker.nanos());
        }
        if (rhythm.begin(ticker.nanos())) {
            LOG.warn(
                    "{}: routing has been changed {} times within a minute; looking only every {} s from now on. Is"
                            + " another program deleting it (systemd-networkd: ManageForeignRoutingPolicyRules=no)?",
                    name,
                    ApplyRhythm.WAR,
                    ApplyRhythm.CHECK.toSeconds());
        }
        List<CompletableFuture<ApplyOutcome>> told = waiting;
        waiting = new ArrayList<>();
        return told;
    }

    private ApplyOutcome apply() throws InterruptedException {
        RoutePlan plan = current();
        long from = ticker.nanos();
        Optional<ApplyOutcome.Problem> problem = Optional.empty();
        Optional<Repair> repaired = Optional.empty();
        try {
            problem = attempt(plan);
            repaired = backend.repaired();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("Route plugin '{}' broke down", name, e);
            problem = Optional.of(new ApplyOutcome.Problem(RouteException.Reason.FAILED, e.toString()));
        }
        settle(problem.isPresent());
        return new ApplyOutcome(name, plan, problem, ticker.since(from), repaired);
    }

    private Optional<ApplyOutcome.Problem> attempt(RoutePlan plan) throws InterruptedException {
        try {
            backend.apply(plan);
            return Optional.empty();
        } catch (RouteException e) {
            return Optional.of(new ApplyOutcome.Problem(e.reason(), String.valueOf(e.getMessage())));
        }
    }

    private synchronized RoutePlan current() {
        return java.util.Objects.requireNonNull(wanted);
    }

    private synchronized void settle(boolean failure) {
        rhythm.ended(failure, ticker.nanos());
    }

    /** Interrupts what is under way and applies nothing more. Returns at once. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
        if (thread.getState() == Thread.State.NEW) {
            backend.close();
        }
    }
}
