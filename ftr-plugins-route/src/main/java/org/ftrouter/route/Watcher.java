// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.ftrouter.api.route.Repair;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.linux.NftablesWatch;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a firewall's rules as last written. Of changes to tables of nftables, which iptables mostly uses today, the kernel
 * tells: damage is seen at once, and as long as nothing is told nobody has to look. Of the old iptables it tells nothing,
 * so they are looked at now and then. A thread of its own, which only reads. Safe for all threads.
 */
public final class Watcher {
    /** Programs change a table in several steps. */
    private static final Duration SETTLE = Duration.ofMillis(20);

    private static final Duration RARELY = Duration.ofMinutes(5);

    private final String name;
    private final Rules rules;
    private final Duration pause;
    private final System.Logger logger;
    private final LongPredicate own;
    private volatile @Nullable RoutePlan applied;
    private @Nullable RoutePlan whole;
    private Optional<Repair> repair = Optional.empty();
    private Optional<String> by = Optional.empty();
    private volatile long lookedAt = System.nanoTime();
    private volatile @Nullable NftablesWatch told;
    private volatile boolean stopped;
    private volatile @Nullable Thread thread;

    /** A firewall's own rules in the kernel. */
    public interface Rules {
        /** Makes them those of the plan, and says what had to be written for it. */
        List<String> install(RoutePlan plan) throws RouteException, InterruptedException;

        /** Whether they are those of the plan. */
        boolean stands(RoutePlan plan) throws RouteException, InterruptedException;

        /** The tables of nftables that they are in; none if the kernel tells nothing of changes. */
        Set<String> tables() throws RouteException, InterruptedException;
    }

    /**
     * Of the rules of {@code name}; looks after each pause without a look, if the kernel tells nothing.
     *
     * @param own whether a process is one of those that write the rules for us
     */
    public Watcher(String name, Rules rules, Duration pause, System.Logger logger, LongPredicate own) {
        this.own = own;
        this.name = name;
        this.rules = rules;
        this.pause = pause;
        this.logger = logger;
    }

    /** Makes the rules those of the plan, unless that was done and nothing was told since. */
    public void apply(RoutePlan plan) throws RouteException, InterruptedException {
        boolean vouched = vouches(plan);
        synchronized (this) {
            repair = Optional.empty();
            if (!vouched) {
                RoutePlan before = whole;
                applied = null;
                whole = null;
                List<String> written = rules.install(plan);
                applied = plan;
                whole = plan;
                lookedAt = System.nanoTime();
                boolean damaged = plan.equals(before) && !written.isEmpty() && !Groups.concern(plan);
                repair = damaged ? Optional.of(new Repair(String.join(", ", written), by)) : Optional.empty();
                by = Optional.empty();
            }
        }
    }

    /** What the last {@link #apply} had to write again since others had changed it, and who, if the kernel told. */
    public synchronized Optional<Repair> repaired() {
        return repair;
    }

    /** Control groups come and go without a word. */
    private boolean vouches(RoutePlan plan) {
        return told != null && plan.equals(applied) && rest(RARELY) > 0 && !Groups.concern(plan);
    }

    /** Expects nothing any more. */
    public synchronized void forget() {
        applied = null;
        whole = null;
    }

    /** Begins to watch, in the network namespace of this thread; the listener is called if the rules are damaged. */
    public void start(Runnable onChange) {
        var watching = new Thread(() -> watch(onChange), name + "-watch");
        watching.setDaemon(true);
        thread = watching;
        watching.start();
    }

    /** Ends that. */
    public void stop() {
        stopped = true;
        Thread watching = thread;
        if (watching != null) {
            watching.interrupt();
        }
        NftablesWatch events = told;
        if (events != null) {
            events.close();
        }
    }

    private void watch(Runnable onChange) {
        try {
            NftablesWatch events = listen();
            boolean due = events != null; // something may have changed before it was told
            while (!stopped) {
                if (due && damaged(events)) {
                    onChange.run();
                }
                boolean listens = told != null;
                due = (events != null && listens) ? heard(events) : slept();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stopped; nobody else waits for this thread
        } finally {
            NftablesWatch events = told;
            told = null;
            if (events != null) {
                events.close();
            }
        }
    }

    private @Nullable NftablesWatch listen() throws InterruptedException {
        try {
            Set<String> tables = rules.tables();
            if (!tables.isEmpty()) {
                told = NftablesWatch.open(tables, own);
            }
        } catch (RouteException | IOException e) {
            logger.log(
                    System.Logger.Level.WARNING,
                    "{0}: changes by others are not seen at once, only every {1} s: {2}",
                    name,
                    pause.toSeconds(),
                    e.getMessage());
        }
        return told;
    }

    /** Whether it is time to look. */
    private boolean heard(NftablesWatch events) throws InterruptedException {
        try {
            boolean concerned = events.await(Duration.ofNanos(Math.max(0, rest(RARELY))));
            if (concerned) {
                TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
                events.await(Duration.ZERO);
            }
            return concerned || rest(RARELY) <= 0;
        } catch (ClosedChannelException e) {
            throw new InterruptedException(name + "-watch is stopped");
        } catch (IOException e) {
            logger.log(System.Logger.Level.ERROR, "{0}: changes by others are no longer seen at once: {1}", name, e);
            told = null;
            events.close();
            return true;
        }
    }

    private boolean slept() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, rest(pause)));
        return rest(pause) <= 0;
    }

    private long rest(Duration length) {
        return length.toNanos() - (System.nanoTime() - lookedAt);
    }

    /** Whoever changed our tables since the last look has done it, if there is damage now. */
    private synchronized boolean damaged(@Nullable NftablesWatch events) throws InterruptedException {
        RoutePlan plan = applied;
        lookedAt = System.nanoTime();
        try {
            if (plan == null || rules.stands(plan)) {
                if (events != null) {
                    events.author().ifPresent(author -> logger.log(DEBUG, "{0}: no damage done by {1}", name, author));
                }
                return false;
            }
            applied = null;
            by = events == null ? Optional.empty() : author(events);
            return true;
        } catch (RouteException e) {
            logger.log(DEBUG, "{0}: cannot see whether our rules stand: {1}", name, e.getMessage());
            return false;
        }
    }

    /** Looking takes a while, and the damage that it has seen may be newer than what was told when it began. */
    private static Optional<String> author(NftablesWatch events) {
        try {
            events.await(Duration.ZERO);
        } catch (IOException e) {
            return Optional.empty(); // the next wait says so
        }
        return events.author().map(NftablesWatch.Author::toString);
    }
}
