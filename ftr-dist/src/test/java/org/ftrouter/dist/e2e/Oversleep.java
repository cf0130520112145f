// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What the machine itself does to a program that only sleeps: how much longer than a few milliseconds that takes. */
final class Oversleep implements AutoCloseable {
    private static final Duration NAP = Duration.ofMillis(5);

    private final List<Duration> late = new ArrayList<>();
    private final Thread thread = new Thread(this::run);
    private volatile boolean ended;

    Oversleep() {
        thread.start();
    }

    private void run() {
        while (!ended) {
            long due = System.nanoTime() + NAP.toNanos();
            for (long left = NAP.toNanos(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            late.add(Duration.ofNanos(System.nanoTime() - due));
        }
    }

    /** Of all the time until now, at which it ends. */
    Lateness lateness() throws InterruptedException {
        close();
        return new Lateness(late);
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        thread.join();
    }
}
