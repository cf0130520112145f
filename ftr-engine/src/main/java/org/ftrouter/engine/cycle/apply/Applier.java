// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
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
 * and a new one has its NAT before the first route does, however long that takes; a failover among the others waits for
 * nobody. Pins go the other way: no packet bears the mark of one before there is its route. Belongs to the engine thread,
 * but for the last steps.
 */
public final class Applier implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(Applier.class);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final List<BackendWorker> workers = new ArrayList<>();
    private List<BackendWorker> predecessors = List.of();
    private volatile @Nullable RoutePlan last;
    private volatile @Nullable RoutePlan routed;
    private boolean begun;
    private final UnaryOperator<RoutePlan> former;
    private final Patience patience;
    private final Cover cover;
    private @Nullable RoutePlan leaving;
    private @Nullable RoutePlan given; // to the first backend
    private volatile Optional<Held> held = Optional.empty();
    private int round;
    private boolean answered; // by the firewalls, or for long enough not
    private boolean impatient;
    private CompletableFuture<Void> covered = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> asked = covered;
    private CompletableFuture<Void> alarm = covered;
    private CompletableFuture<Void> steps = CompletableFuture.completedFuture(null);

    /**
     * How long is waited.
     *
     * @param step for a backend's answer, until what can do without it is done
     * @param starving for firewalls, where nothing else carries: then packets without NAT are better than none
     */
    record Patience(Duration step, Duration starving) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(6), Duration.ofSeconds(20));
    }

    /** What is routed instead of a plan as long as firewalls have not written for some of its uplinks, and what of that. */
    private record Held(RoutePlan plan, String why) {}

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
        this(backends, ticker, report, before, former, Patience.USUAL);
    }

    Applier(
            Map<String, RouteBackend> backends,
            Ticker ticker,
            Consumer<ApplyOutcome> report,
            @Nullable Applier before,
            UnaryOperator<RoutePlan> former,
            Patience patience) {
        this.former = former;
        this.patience = patience;
        this.cover = new Cover(backends.keySet().stream().skip(1).toList());
        Consumer<ApplyOutcome> first = outcome -> {
            routed(outcome);
            report.accept(asWanted(outcome));
        };
        Consumer<ApplyOutcome> firewall = outcome -> {
            report.accept(outcome);
            noteLater(outcome);
        };
        backends.forEach((name, backend) ->
                workers.add(new BackendWorker(name, backend, ticker, workers.isEmpty() ? first : firewall)));
        if (before != null) {
            predecessors = before.begun ? before.workers : before.predecessors;
            last = before.last;
            routed = before.routed;
            inherit(before);
        }
    }

    /** Without a firewall until now, what is routed has what it needs from elsewhere. */
    private void inherit(Applier before) {
        synchronized (before) {
            leaving = before.leaving;
            given = before.given;
            RoutePlan plan = before.last;
            if (plan != null && before.begun && before.workers.size() < 2) {
                cover.accept(plan.uplinks());
            } else {
                cover.inherit(before.cover);
            }
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
            route(plan);
            firewalls().forEach(w -> w.submit(union(left, plan)));
        } else if (workers.size() > 1) {
            routesFirst(plan);
        } else {
            RoutePlan all = toRoute(plan);
            workers.forEach(w -> w.submit(all));
        }
    }

    private List<BackendWorker> firewalls() {
        return workers.subList(1, workers.size());
    }

    /** Users wait for the routes, from which the firewalls' programs would take processor time. */
    private void routesFirst(RoutePlan plan) {
        int mine = ++round;
        steps = submitRoutes(plan).thenRun(() -> end(mine, plan));
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
        int mine = ++round;
        var go = new CompletableFuture<Void>();
        covered = go;
        answered = false;
        impatient = false;
        steps = go.thenCompose(x -> submitRoutes(newest(plan))).thenRun(() -> end(mine, plan));
        asked = submit(firewalls(), both, this::note).thenRun(() -> goOn(mine, plan, false));
        alarm = go.copy()
                .completeOnTimeout(null, patience.starving.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> goOn(mine, plan, true));
    }

    private synchronized void note(ApplyOutcome outcome) {
        cover.note(outcome);
    }

    /** A firewall that had failed may have done it now. */
    private synchronized void noteLater(ApplyOutcome outcome) {
        cover.note(outcome);
        if (answered) {
            goOn(round, outcome.plan(), false);
        }
    }

    /** The firewalls have answered, or not for as long as one waits for them. */
    private synchronized void goOn(int which, RoutePlan plan, boolean late) {
        if (which == round && !covered.isDone()) {
            answered = true;
            impatient |= late;
            route(newest(plan));
        }
    }

    /** Routes a plan or, while firewalls have yet to write for it, what of it can do without that. */
    private void route(RoutePlan plan) {
        List<Uplink> lacking = cover.lacking(plan);
        if (covered.isDone() || (lacking.isEmpty() && !answered)) {
            workers.get(0).submit(toRoute(plan));
        } else if (lacking.isEmpty()) {
            covered.complete(null);
        } else if (impatient && (given == null || Meanwhile.starves(plan, cover::has))) {
            LOG.warn("{}: routed without the rules of {}, as nothing else carries", lacking, cover.behind(plan));
            cover.accept(plan.uplinks());
            covered.complete(null);
        } else {
            hold(
                    plan,
                    "no new connections yet through " + lacking + ": waiting for the rules of " + cover.behind(plan));
        }
    }

    /** At the start nothing is known to carry, so that there is nothing to be left either. */
    private void hold(RoutePlan plan, String why) {
        RoutePlan routes = given;
        RoutePlan possible = routes == null ? plan : Meanwhile.of(routes, plan, cover::has);
        var next = Optional.of(new Held(possible, why));
        boolean same = next.equals(held);
        held = next;
        if (routes == null && !same) {
            LOG.warn(why);
        } else if (!same) {
            given = possible;
            workers.get(0).submit(possible);
        }
    }

    /** While an uplink waits, not everything is as it was wanted. */
    private ApplyOutcome asWanted(ApplyOutcome outcome) {
        return held.filter(
                        h -> h.plan.equals(outcome.plan()) && outcome.problem().isEmpty())
                .map(h -> new ApplyOutcome(
                        outcome.backend(),
                        outcome.plan(),
                        Optional.of(new ApplyOutcome.Problem(RouteException.Reason.PARTIAL, h.why)),
                        outcome.took(),
                        outcome.repaired()))
                .orElse(outcome);
    }

    private CompletableFuture<Void> submitRoutes(RoutePlan plan) {
        return submit(workers.subList(0, 1), toRoute(plan), outcome -> {});
    }

    private synchronized RoutePlan toRoute(RoutePlan plan) {
        given = plan;
        held = Optional.empty();
        return plan;
    }

    /** By the routes' thread. A failover comes before it, and its plan is the newest, or behind it. */
    private synchronized void end(int which, RoutePlan plan) {
        if (which != round) { // later steps have begun, and what leaves with them has its routes yet
            return;
        }
        leaving = null;
        firewalls().forEach(w -> w.submit(newest(plan)));
    }

    /** A failover may have overtaken the plan that a step was begun for. */
    private RoutePlan newest(RoutePlan plan) {
        RoutePlan now = last;
        return now == null ? plan : now;
    }

    private CompletableFuture<Void> submit(List<BackendWorker> to, RoutePlan plan, Consumer<ApplyOutcome> then) {
        return CompletableFuture.allOf(to.stream()
                        .map(w -> w.submitAndTell(plan).thenAccept(then))
                        .toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, patience.step.toMillis(), TimeUnit.MILLISECONDS);
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
    public synchronized void retire() {
        for (var future : List.of(asked, alarm, steps, covered)) {
            future.cancel(false);
        }
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
