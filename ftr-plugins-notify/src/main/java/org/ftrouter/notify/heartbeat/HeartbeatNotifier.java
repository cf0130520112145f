// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.heartbeat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.notify.WebClient;
import org.ftrouter.notify.WebRequest;

/**
 * Calls a URL each interval, unless the latest notice said that no uplink is usable. A call that fails is not repeated
 * before the next one is due: it is the far side that counts.
 */
final class HeartbeatNotifier implements Notifier {
    private final String host;
    private final WebRequest call;
    private final WebClient client;
    private final Duration interval;
    private final System.Logger logger;
    private final Thread heart;
    private final Semaphore back = new Semaphore(0);
    private volatile boolean anyUplinkWorks = true;
    private boolean failing;

    HeartbeatNotifier(String host, WebRequest call, WebClient client, Duration interval, System.Logger logger) {
        this.host = host;
        this.call = call;
        this.client = client;
        this.interval = interval;
        this.logger = logger;
        this.heart = new Thread(this::run, "heartbeat " + host);
        heart.setDaemon(true);
    }

    @Override
    public void start() {
        heart.start();
    }

    private void run() {
        try {
            while (true) {
                turn();
                pause();
            }
        } catch (InterruptedException e) {
            failing = false; // closed
        }
    }

    /** Until the interval is over, or an uplink is back, also if that was during the call. */
    private void pause() throws InterruptedException {
        if (back.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
            back.drainPermits();
        }
    }

    /** One interval: a call, if there is reason for one. */
    void turn() throws InterruptedException {
        if (!anyUplinkWorks) {
            return;
        }
        try {
            client.send(call);
            if (failing) {
                logger.log(System.Logger.Level.INFO, "heartbeat: {0} answers again", host);
            }
            failing = false;
        } catch (NotifyException e) {
            if (!failing) {
                logger.log(System.Logger.Level.WARNING, "heartbeat: {0}", e.getMessage());
            }
            failing = true;
        }
    }

    /** Learns whether anything works; a test notice calls. */
    @Override
    public void send(Notice notice) throws NotifyException, InterruptedException {
        if (notice.word().equals("TEST")) {
            client.send(call);
        }
        String usable = notice.fields().get("usable");
        if (usable != null) {
            boolean works = !usable.equals("0");
            boolean failedBefore = !anyUplinkWorks;
            anyUplinkWorks = works;
            if (works && failedBefore) {
                back.release();
            }
        }
    }

    @Override
    public void test(Notice notice, Steps steps) throws NotifyException, InterruptedException {
        client.send(call, steps);
    }

    @Override
    public boolean forPeople() {
        return false;
    }

    @Override
    public void close() {
        heart.interrupt();
    }

    @Override
    public String toString() {
        return "heartbeat to " + host;
    }
}
