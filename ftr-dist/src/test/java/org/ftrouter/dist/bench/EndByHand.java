// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C: the benchmark's thread is interrupted, and the process ends once that has cleared everything away. */
final class EndByHand {
    private static final long LIMIT_SECONDS = 30;

    private final CountDownLatch cleared = new CountDownLatch(1);
    private volatile boolean asked;

    EndByHand(Thread worker) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(worker), "end of the benchmark"));
    }

    private void end(Thread worker) {
        if (cleared.getCount() > 0) {
            asked = true;
            worker.interrupt();
            try {
                cleared.await(LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether somebody has ended this process while it was at work. */
    boolean asked() {
        return asked;
    }

    /** Whoever works has cleared everything away. */
    void cleared() {
        cleared.countDown();
    }
}
