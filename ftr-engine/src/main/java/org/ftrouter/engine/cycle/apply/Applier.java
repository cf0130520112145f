// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.ftrouter.api.Path;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.jspecify.annotations.Nullable;

/**
 * Hands plans to the backends. When uplinks come or go, the backends behind the first (firewalls) are given old and new
 * uplinks together until the first has changed the routes: so a leaving uplink keeps its NAT until no route leads to it,
 * and a new one has its NAT before the first route does. Pins go the other way: no packet bears the mark of one before
 * there is its route. Belongs to the engine thread, but for the last step.
 */
public final class Applier implements AutoCloseable {
    private static final long STEP_SECONDS = 6;
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final List<BackendWorker> workers = new ArrayList<>();
    private List<BackendWorker> predecessors = List.of();
    private volatile @Nullable RoutePlan last;
    private volatile @Nullable RoutePlan routed;
    private boolean begun;
    private final UnaryOperator<RoutePlan> former;
    private @Nullable RoutePlan leaving;
    private int round;
    private CompletableFuture<Void> steps = CompletableFuture.completedFuture(null);

    /**
     * An applier to these backends, by type, in the order of the configuration.
     *
     * @param report called on a backend's thread after each attempt
     * @param before the applier that this one takes the place of, if there is one: its last plan is known to the kernel,
     *     and its backends have to end before these begin
     */
    public Applier(
            Map<String, RouteBackend> backends,
            Ticker ticker,
            Consumer<ApplyOutcome> report,
            @Nullable Applier before) {
        this(backends, ticker, report, before, plan -> plan);
    }

    /**
     * The same.
     *
     * @param former of what the kernel may have routes when the first plan is applied
     */
    public Applier(
            Map<String, RouteBackend> backends,
            Ticker ticker,
            Consumer<ApplyOutcome> report,
            @Nullable Applier before,
            UnaryOperator<RoutePlan> former) {
        this.former = former;
        Consumer<ApplyOutcome> first = outcome -> {
            routed(outcome);
            report.accept(outcome);
        };
        backends.forEach((name, backend) ->
                workers.add(new BackendWorker(name, backend, ticker, workers.isEmpty() ? first : report)));
        if (before != null) {
            predecessors = before.begun ? before.workers : before.predecessors;
            last = before.last;
            routed = before.routed;
            leaving = before.leaving();
        }
    }

    /** Whatever could be installed, is; without the right to do so, that is nothing. */
    private void routed(ApplyOutcome outcome) {
        boolean written = outcome.problem()
                .filter(problem -> problem.reason() == RouteException.Reason.PERMISSION)
                .isEmpty();
        if (written) {
            routed = outcome.plan();
        }
    }

    /**
     * Whether there is a backend and each has written this plan whole, the outcomes being the last of each, by name. Not
     * so while one is at work, or has written what another has yet to.
     */
    public boolean written(RoutePlan plan, Map<String, ApplyOutcome> outcomes) {
        return !workers.isEmpty()
                && workers.stream().allMatch(worker -> {
                    ApplyOutcome outcome = outcomes.get(worker.name());
                    return outcome != null
                            && outcome.problem().isEmpty()
                            && outcome.plan().equals(plan);
                });
    }

    /** Backends whose work others undo again and again, by name. Any thread. */
    public List<String> contested() {
        return workers.stream()
                .filter(BackendWorker::contested)
                .map(BackendWorker::name)
                .toList();
    }

    /** Whether the first backend has made the routes of this path, or there is none to make them. */
    public boolean stands(Path path) {
        RoutePlan plan = routed;
        return workers.isEmpty() || (plan != null && plan.paths().contains(path));
    }

    /** Has the plan applied if it differs from the last one, or is the first: new backends know nothing. Returns at once. */
    @SuppressWarnings("ReferenceEquality") // spares a comparison
    public synchronized void apply(RoutePlan plan) {
        RoutePlan before = last;
        if (begun && plan.equals(before)) {
            return;
        }
        RoutePlan left = leaving;
        boolean inherited = !begun && left != null; // from an applier whose steps will not end any more
        begin();
        last = plan;
        if (workers.size() > 1 && (before == null || inherited || !sameParts(before, plan))) {
            RoutePlan old = before == null ? former.apply(plan) : before;
            leaving = left == null ? old : union(left, old);
            inSteps(union(leaving, plan), plan);
        } else if (workers.size() > 1
                && left != null) { // a failover in between must not take away NAT that is still in use
            workers.get(0).submit(plan);
            workers.subList(1, workers.size()).forEach(w -> w.submit(union(left, plan)));
        } else if (workers.size() > 1) {
            routesFirst(plan);
        } else {
            workers.forEach(w -> w.submit(plan));
        }
    }

    /** Users wait for the routes, from which the firewalls' programs would take processor time. */
    private void routesFirst(RoutePlan plan) {
        int mine = ++round;
        steps = submit(workers.subList(0, 1), plan).thenRun(() -> end(mine, workers.subList(1, workers.size()), plan));
    }

    /** What may still have routes, the steps towards them not having ended. */
    private synchronized @Nullable RoutePlan leaving() {
        return leaving;
    }

    private static boolean sameParts(RoutePlan before, RoutePlan plan) {
        return before.uplinks().equals(plan.uplinks()) && pins(before).equals(pins(plan));
    }

    private static List<Pin> pins(RoutePlan plan) {
        return plan.pins().stream().map(PinRoute::pin).toList();
    }

    private void begin() {
        if (!begun) {
            begun = true;
            workers.forEach(w -> w.start(predecessors));
            predecessors = List.of();
        }
    }

    private void inSteps(RoutePlan both, RoutePlan plan) {
        var others = workers.subList(1, workers.size());
        int mine = ++round;
        steps = submit(others, both)
                .thenCompose(x -> submit(workers.subList(0, 1), newest(plan)))
                .thenRun(() -> end(mine, others, plan));
    }

    /** By the routes' thread. A failover comes before it, and its plan is the newest, or behind it. */
    private synchronized void end(int which, List<BackendWorker> others, RoutePlan plan) {
        if (which != round) { // later steps have begun, and what leaves with them has its routes yet
            return;
        }
        leaving = null;
        others.forEach(w -> w.submit(newest(plan)));
    }

    /** A failover may have overtaken the plan that a step was begun for. */
    private RoutePlan newest(RoutePlan plan) {
        RoutePlan now = last;
        return now == null ? plan : now;
    }

    private static CompletableFuture<Void> submit(List<BackendWorker> to, RoutePlan plan) {
        return CompletableFuture.allOf(
                        to.stream().map(w -> w.submitAndTell(plan)).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, STEP_SECONDS, TimeUnit.SECONDS);
    }

    private static RoutePlan union(RoutePlan old, RoutePlan plan) {
        var uplinks = new LinkedHashMap<String, Uplink>();
        plan.uplinks().forEach(u -> uplinks.put(u.name(), u));
        old.uplinks().stream().filter(u -> !isRenamed(u, plan)).forEach(u -> uplinks.putIfAbsent(u.name(), u));
        var paths = new LinkedHashSet<Path>(plan.paths());
        old.paths().stream().filter(p -> !isRenamed(p.uplink(), plan)).forEach(paths::add);
        return new RoutePlan(
                plan.layout(),
                plan.downlinks(),
                List.copyOf(uplinks.values()),
                List.copyOf(paths),
                plan.hops(),
                old.pins());
    }

    /** Whether it stays, under another name. */
    private static boolean isRenamed(Uplink old, RoutePlan plan) {
        return plan.uplinks().stream()
                .anyMatch(u -> !u.name().equals(old.name())
                        && u.mark() == old.mark()
                        && u.table() == old.table()
                        && u.device().equals(old.device()));
    }

    /** Stops, without waiting: another applier takes its place. The kernel stays as it is. */
    public void retire() {
        steps.cancel(false);
        workers.forEach(BackendWorker::close);
    }

    /** Stops and waits, for two seconds a backend at most, until nothing is under way. The kernel stays as it is. */
    @Override
    public void close() {
        retire();
        try {
            for (BackendWorker worker : workers) {
                worker.awaitEnd(FAREWELL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
