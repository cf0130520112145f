// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.engine.control.ControlClient;

/** Asks a daemon for its status again and again, and notes how long each answer takes. */
final class Asking implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Lab lab;
    private final List<Duration> times = new ArrayList<>();
    private final Thread thread = new Thread(this::run);
    private volatile boolean ended;
    private volatile String failed = "";

    Asking(Lab lab) {
        this.lab = lab;
        thread.start();
    }

    private void run() {
        try {
            while (!ended) {
                long from = System.nanoTime();
                String answer = ControlClient.ask(lab.socket(), "status");
                times.add(Duration.ofNanos(System.nanoTime() - from));
                if (!answer.contains("\"uplinks\"")) {
                    failed = answer;
                }
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (Exception e) {
            failed = e.toString();
        }
    }

    /** Of all the time until now, at which it ends. */
    Lateness lateness() throws InterruptedException {
        close();
        if (!failed.isEmpty()) {
            throw new AssertionError(failed);
        }
        return new Lateness(times);
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        thread.join();
    }
}
