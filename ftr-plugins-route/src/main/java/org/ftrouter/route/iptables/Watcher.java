// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.jspecify.annotations.Nullable;

/**
 * Looks at our chains now and then, because the kernel tells nobody when a firewall script wipes them. A thread of its
 * own; it reads only, and calls the listener if something is not as last applied. It need not look soon after a plan was
 * applied, for that looks itself.
 */
final class Watcher {
    private final ManagedRules rules;
    private final Duration pause;
    private final System.Logger logger;
    private volatile @Nullable RoutePlan applied;
    private volatile long lookedAt = System.nanoTime();
    private @Nullable Thread thread;

    Watcher(ManagedRules rules, Duration pause, System.Logger logger) {
        this.rules = rules;
        this.pause = pause;
        this.logger = logger;
    }

    /** What ought to be there from now on; nothing if {@code null}. */
    void expect(@Nullable RoutePlan plan) {
        applied = plan;
        lookedAt = System.nanoTime();
    }

    void start(Runnable onChange) {
        var watching = new Thread(() -> watch(onChange), "iptables-watch");
        watching.setDaemon(true);
        watching.start();
        thread = watching;
    }

    void stop() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    private void watch(Runnable onChange) {
        try {
            while (true) {
                long left = pause.toNanos() - (System.nanoTime() - lookedAt);
                if (left > 0) {
                    TimeUnit.NANOSECONDS.sleep(left);
                    continue;
                }
                lookedAt = System.nanoTime();
                RoutePlan plan = applied;
                if (plan != null && changed(plan)) {
                    onChange.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stopped; nobody else waits for this thread
        }
    }

    private boolean changed(RoutePlan plan) throws InterruptedException {
        try {
            return !rules.stands(plan);
        } catch (RouteException e) {
            logger.log(System.Logger.Level.DEBUG, "cannot see whether our chains stand: {0}", e.getMessage());
            return false;
        }
    }
}
