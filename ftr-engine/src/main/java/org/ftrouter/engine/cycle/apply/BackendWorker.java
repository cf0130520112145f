// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Ticker;
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
    private static final Duration SETTLE = Duration.ofMillis(20);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    private static final Duration CHECK = Duration.ofSeconds(10);
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final int WAR = 40;

    private final String name;
    private final RouteBackend backend;
    private final Ticker ticker;
    private final Consumer<ApplyOutcome> report;
    private final Thread thread;
    private final Deque<Long> repairs = new ArrayDeque<>();

    private List<BackendWorker> before = List.of();
    private @Nullable RoutePlan wanted;
    private List<CompletableFuture<ApplyOutcome>> waiting = new ArrayList<>();
    private boolean fresh;
    private boolean disturbed;
    private boolean closed;
    private boolean atWar;
    private Duration retry = FIRST_RETRY;
    private boolean failed;

    BackendWorker(String name, RouteBackend backend, Ticker ticker, Consumer<ApplyOutcome> report) {
        this.name = name;
        this.backend = backend;
        this.ticker = ticker;
        this.report = report;
        this.thread = new Thread(this::run, "apply-" + name);
        thread.setDaemon(true);
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
        fresh = true;
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
        disturbed = true;
        notifyAll();
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
                    CHECK.toSeconds(),
                    e.getMessage());
        }
    }

    /** Waits until there is a reason to apply. */
    private synchronized List<CompletableFuture<ApplyOutcome>> await() throws InterruptedException {
        long from = ticker.nanos();
        while (!fresh || closed) {
            if (closed) { // also if a backend swallowed the interrupt
                throw new InterruptedException();
            }
            Duration pause = failed ? retry : atWar || !disturbed ? CHECK : SETTLE;
            long left = pause.toMillis() - ticker.since(from).toMillis();
            if (left <= 0 && wanted != null) {
                break;
            }
            wait(Math.max(1, left));
        }
        if (!fresh && disturbed) {
            countRepair();
        }
        fresh = false;
        disturbed = false;
        List<CompletableFuture<ApplyOutcome>> told = waiting;
        waiting = new ArrayList<>();
        return told;
    }

    private void countRepair() {
        long now = ticker.nanos();
        repairs.addLast(now);
        repairs.removeIf(t -> now - t > Duration.ofMinutes(1).toNanos());
        boolean war = repairs.size() > WAR;
        if (war && !atWar) {
            LOG.warn(
                    "{}: routing has been changed {} times within a minute; looking only every {} s from now on. Is"
                            + " another program deleting it (systemd-networkd: ManageForeignRoutingPolicyRules=no)?",
                    name,
                    repairs.size(),
                    CHECK.toSeconds());
        }
        atWar = war;
    }

    private ApplyOutcome apply() throws InterruptedException {
        RoutePlan plan = current();
        long from = ticker.nanos();
        Optional<ApplyOutcome.Problem> problem = Optional.empty();
        try {
            backend.apply(plan);
        } catch (RouteException e) {
            problem = Optional.of(new ApplyOutcome.Problem(e.reason(), String.valueOf(e.getMessage())));
        } catch (RuntimeException | LinkageError e) {
            LOG.error("Route plugin '{}' broke down", name, e);
            problem = Optional.of(new ApplyOutcome.Problem(RouteException.Reason.FAILED, e.toString()));
        }
        settle(problem.isPresent());
        return new ApplyOutcome(name, plan, problem, ticker.since(from));
    }

    private synchronized RoutePlan current() {
        return java.util.Objects.requireNonNull(wanted);
    }

    private synchronized void settle(boolean failure) {
        Duration doubled = retry.multipliedBy(2);
        retry = !failure || !failed ? FIRST_RETRY : doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
        failed = failure;
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
