// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.plan.Exit;
import org.ftrouter.linux.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Frees connections from paths that are down or relieved, by making the kernel forget them: their next packet is routed and translated
 * as that of a new one. Waits until the kernel routes no new ones there, and looks a second time for those that had been
 * under way. What belongs to the path for good stays: connections from or to its own address. On a thread of its own.
 */
public final class Connections implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(Connections.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** Opens the table on the thread that uses it. */
    public interface Source {
        ConnectionTable open() throws IOException;
    }

    /** An exit that is looked at once more, at a time of {@link System#nanoTime}. */
    private record Again(Exit exit, long at) {}

    /** Marks of uplinks that are about to go, and where their connections are to go instead. */
    private record Parting(List<Integer> marks, RoutePlan plan, CountDownLatch done) {}

    private final Source source;
    private final FormerUplinks former;
    private final BiConsumer<Exit, Integer> freed;
    private final Thread thread = new Thread(this::run, "connections");
    private final Set<Exit> done = new HashSet<>();
    private final Queue<Again> again = new ArrayDeque<>();

    private List<Exit> wanted = List.of();
    private @Nullable RoutePlan applied;
    private @Nullable Renumbering renumbering;
    private @Nullable Parting parting;
    private final Map<Family, Set<Integer>> departed = new EnumMap<>(Family.class);
    private final Set<Exit> offloaded = new HashSet<>(); // of which it has been told that some of theirs stay
    private boolean unsaved;
    private boolean broken;

    /**
     * Nothing is freed yet.
     *
     * @param former what the uplinks were when an earlier run ended
     * @param freed told, on this object's thread, how many connections an exit has freed, if any
     */
    public Connections(Source source, FormerUplinks former, BiConsumer<Exit, Integer> freed) {
        this.source = source;
        this.former = former;
        this.freed = freed;
        thread.setDaemon(true);
        thread.start();
    }

    /** Every exit that is due now, also those of before: each is carried out once. Returns at once. */
    public synchronized void free(List<Exit> exits) {
        if (!exits.equals(wanted)) {
            wanted = List.copyOf(exits);
            done.retainAll(wanted);
            notifyAll();
        }
    }

    /** The routes of a plan are in the kernel. Any thread. */
    public synchronized void applied(RoutePlan plan) {
        RoutePlan before = before(plan);
        if (applied == null) {
            renumbering = before == null ? Renumbering.adoption(plan) : Renumbering.adoption(before, plan);
        } else if (before != null) {
            Renumbering.between(before, plan).ifPresent(r -> renumbering = r);
        }
        if (before != null) {
            List<Integer> gone = departed(before, plan);
            for (Family family : Family.values()) {
                departed.computeIfAbsent(family, f -> new LinkedHashSet<>()).addAll(gone);
            }
        }
        unsaved |= applied == null
                || !applied.uplinks().equals(plan.uplinks())
                || !applied.paths().equals(plan.paths());
        applied = plan;
        notifyAll();
    }

    /**
     * What the kernel may have routes of when a run begins: the uplinks of an earlier one, if some of them are gone, and
     * else those of the plan itself. Any thread.
     */
    public synchronized RoutePlan former(RoutePlan plan) {
        return applied != null
                ? plan
                : former.before(plan)
                        .filter(before -> !departing(before, plan).isEmpty())
                        .orElse(plan);
    }

    /** What connections there may be of: the plan before, or that of an earlier run. */
    private @Nullable RoutePlan before(RoutePlan plan) {
        return applied != null ? applied : former.before(plan).orElse(null);
    }

    /** Marks of uplinks that there are no more: their connections would go on elsewhere, under an address of theirs. */
    private static List<Integer> departed(RoutePlan before, RoutePlan plan) {
        return departing(before, plan).stream().map(Uplink::mark).toList();
    }

    private static List<Uplink> departing(RoutePlan before, RoutePlan plan) {
        List<Integer> marks = plan.uplinks().stream().map(Uplink::mark).toList();
        Set<String> names = plan.uplinks().stream().map(Uplink::name).collect(Collectors.toSet());
        return before.uplinks().stream()
                .filter(uplink -> !names.contains(uplink.name()) && !marks.contains(uplink.mark()))
                .toList();
    }

    /** Uplinks that the plan before had, and that may have connections. */
    synchronized List<Uplink> departing(RoutePlan plan) {
        RoutePlan before = before(plan);
        return before == null ? List.of() : departing(before, plan);
    }

    /** Their paths in the plan before this one. */
    synchronized List<Path> paths(List<Uplink> uplinks, RoutePlan plan) {
        RoutePlan before = before(plan);
        return before == null
                ? List.of()
                : before.paths().stream()
                        .filter(path -> uplinks.contains(path.uplink()))
                        .toList();
    }

    /**
     * Frees the connections of uplinks that depart. Waits until it is done, for a second at most. Where a family of the
     * plan has nowhere else to go, they are left for later.
     */
    void part(List<Uplink> departing, RoutePlan plan) throws InterruptedException {
        var due = new Parting(departing.stream().map(Uplink::mark).toList(), plan, new CountDownLatch(1));
        synchronized (this) {
            parting = due;
            notifyAll();
        }
        if (!due.done.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("Connections of uplinks that are gone from the configuration are not freed yet; going on");
        }
    }

    private void run() {
        try (ConnectionTable table = source.open()) {
            while (true) {
                Exit exit = await(table.fillsLate());
                part(table);
                renumber(table);
                Map<Family, Set<Integer>> departing = takeDeparted();
                if (!departing.isEmpty()) {
                    forgetDeparted(table, departing, plan());
                }
                remember();
                int count = exit == null ? 0 : forget(table, exit);
                if (exit != null && count > 0) {
                    freed.accept(exit, count);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("closed");
        } catch (IOException e) {
            LOG.warn("Connections cannot be freed to take another uplink: {}", e.toString());
        }
    }

    /** Marks come first: by them the connections of an uplink are found. */
    private void renumber(ConnectionTable table) {
        Renumbering due;
        synchronized (this) {
            due = renumbering;
            renumbering = null;
        }
        if (due == null) {
            return;
        }
        try {
            int count = 0;
            for (Family family : Family.values()) {
                count += table.remark(family, plan().layout().markMask(), due.marks(family)::of);
            }
            if (count > 0) {
                LOG.info("{} connections keep to their uplinks under the marks that these have now", count);
            }
        } catch (IOException e) {
            LOG.warn("Connections cannot be given the marks that their uplinks have now: {}", e.toString());
        }
    }

    /** Not before the connections have what this plan means for them: whoever is killed earlier has it to do anew. */
    private void remember() {
        RoutePlan plan;
        synchronized (this) {
            if (!isToBeSaved()) {
                return;
            }
            unsaved = false;
            plan = plan();
        }
        former.remember(plan);
    }

    private boolean isToBeSaved() {
        return unsaved && renumbering == null && Stream.of(Family.values()).noneMatch(this::isAwaited);
    }

    /** Whether connections in a family are still to be freed; one that no uplink has any more never has a way for them. */
    private boolean isAwaited(Family family) {
        return !departed.getOrDefault(family, Set.of()).isEmpty()
                && applied != null
                && applied.uplinks().stream()
                        .anyMatch(uplink -> uplink.families().contains(family));
    }

    /** Marks whose connections have somewhere else to go; the others wait until they do. */
    private synchronized Map<Family, Set<Integer>> takeDeparted() {
        var due = new EnumMap<Family, Set<Integer>>(Family.class);
        for (Family family : Family.values()) {
            if (isDue(family)) {
                due.put(family, Objects.requireNonNull(departed.remove(family)));
            }
        }
        return due;
    }

    private boolean isDue(Family family) {
        return !departed.getOrDefault(family, Set.of()).isEmpty()
                && applied != null
                && !applied.hops(family).isEmpty();
    }

    private void part(ConnectionTable table) {
        Parting due;
        synchronized (this) {
            due = parting;
            parting = null;
        }
        if (due != null) {
            var marks = new EnumMap<Family, Set<Integer>>(Family.class);
            for (Family family : Family.values()) {
                if (!due.plan.hops(family).isEmpty()) {
                    marks.put(family, Set.copyOf(due.marks));
                }
            }
            forgetDeparted(table, marks, due.plan);
            due.done.countDown();
        }
    }

    private static void forgetDeparted(ConnectionTable table, Map<Family, Set<Integer>> due, RoutePlan plan) {
        try {
            int count = 0;
            for (var entry : due.entrySet()) {
                for (int mark : entry.getValue()) {
                    count += table.forget(entry.getKey(), mark, plan.layout().markMask(), c -> true);
                }
            }
            if (count > 0) {
                LOG.info("{} connections of uplinks that are gone from the configuration are freed", count);
            }
        } catch (IOException e) {
            LOG.warn("Connections of uplinks that are gone from the configuration cannot be freed: {}", e.toString());
        }
    }

    /** Waits for an exit whose path carries no new connections any more, or that is due for the second time; null: marks. */
    private synchronized @Nullable Exit await(boolean twice) throws InterruptedException {
        while (renumbering == null
                && parting == null
                && !isToBeSaved()
                && Stream.of(Family.values()).noneMatch(this::isDue)) {
            for (Exit exit : wanted) {
                if (isLeft(exit.path()) && done.add(exit)) {
                    if (twice) {
                        again.add(new Again(exit, System.nanoTime() + AGAIN.toNanos()));
                    }
                    return exit;
                }
            }
            Again next = again.peek();
            long left = next == null ? Long.MAX_VALUE : next.at - System.nanoTime();
            if (next == null) {
                wait();
            } else if (left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } else if (wanted.contains(again.remove().exit)) {
                return next.exit;
            }
        }
        return null;
    }

    private boolean isLeft(PathId path) {
        return applied != null
                && Stream.concat(
                                applied.hops().stream(), applied.pins().stream().flatMap(p -> p.hops().stream()))
                        .noneMatch(h -> PathId.of(h.path()).equals(path));
    }

    private int forget(ConnectionTable table, Exit exit) {
        RoutePlan plan = plan();
        Optional<Uplink> uplink = plan.uplinks().stream()
                .filter(u -> u.name().equals(exit.path().uplink()))
                .findFirst();
        if (uplink.isEmpty()) {
            return 0;
        }
        Optional<InetAddress> own = plan.path(uplink.get(), exit.path().family())
                .map(Path::source)
                .or(() -> uplink.get().address(exit.path().family()));
        Predicate<Connection> foreign = c -> own.isEmpty()
                || !(c.source().equals(own.get()) || c.destination().equals(own.get()));
        try {
            int count = table.forget(
                    exit.path().family(),
                    uplink.get().mark(),
                    plan.layout().markMask(),
                    foreign.and(c -> isMeant(exit.step(), c)));
            tellKept(exit, table.kept());
            broken = false;
            return count;
        } catch (IOException e) {
            if (!broken) {
                LOG.warn("{}: its connections cannot be freed: {}", exit.path(), e.toString());
            }
            broken = true;
            return 0;
        }
    }

    private void tellKept(Exit exit, int kept) {
        if (kept > 0 && offloaded.add(exit)) {
            LOG.warn(
                    "{}: {} connections are in a flowtable, where nobody but the kernel can end them: they stay on this"
                            + " uplink. Remove the rule that fills it (flow add @...) and the flowtable",
                    exit.path(),
                    kept);
        }
        offloaded.retainAll(wantedNow());
    }

    private synchronized List<Exit> wantedNow() {
        return wanted;
    }

    private static boolean isMeant(Exit.Step step, Connection connection) {
        return switch (step) {
            case RESCUE -> !connection.established();
            case CUT -> true;
            case MOVE_UDP -> connection.translated() && connection.protocol() != Connection.TCP;
            case MOVE_ALL -> connection.translated();
        };
    }

    private synchronized RoutePlan plan() {
        return Objects.requireNonNull(applied);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
