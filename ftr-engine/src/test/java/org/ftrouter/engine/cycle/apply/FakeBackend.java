// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.ftrouter.api.route.Repair;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;

/** A backend that remembers what it was given and does what a test says. */
final class FakeBackend implements RouteBackend {
    /** What becomes of one plan. */
    interface Fate {
        void of(RoutePlan plan) throws RouteException, InterruptedException;
    }

    final List<String> applied = new CopyOnWriteArrayList<>();
    final List<Long> times = new CopyOnWriteArrayList<>();
    final CountDownLatch closed = new CountDownLatch(1);
    private final String name;
    private final List<String> shared;
    volatile Fate fate = plan -> {};
    volatile Runnable disturb = () -> {};
    volatile Optional<Repair> repaired = Optional.empty();

    FakeBackend() {
        this("", new CopyOnWriteArrayList<>());
    }

    /** One that writes its name and plan into a list shared with others, after it is done. */
    FakeBackend(String name, List<String> shared) {
        this.name = name;
        this.shared = shared;
    }

    /** A plan in short: its uplinks and, behind a colon, its hops. */
    static String word(RoutePlan plan) {
        return plan.uplinks().stream().map(u -> u.name()).collect(Collectors.joining())
                + ":"
                + plan.hops().stream().map(h -> h.path().uplink().name()).collect(Collectors.joining());
    }

    @Override
    public void apply(RoutePlan plan) throws RouteException, InterruptedException {
        times.add(System.nanoTime());
        applied.add(word(plan));
        fate.of(plan);
        shared.add(name + " " + word(plan));
    }

    @Override
    public Optional<Repair> repaired() {
        return repaired;
    }

    @Override
    public String render(RoutePlan plan) {
        return "# comment\nuplinks " + plan.uplinks() + "\n\nhops "
                + plan.hops().stream().map(h -> h.path().toString()).toList() + "\n";
    }

    @Override
    public void remove() {
        applied.add("removed");
    }

    @Override
    public void watch(Runnable onChange) {
        disturb = onChange;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
