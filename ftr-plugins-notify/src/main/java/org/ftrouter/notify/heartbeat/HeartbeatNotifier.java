// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.heartbeat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.notify.WebClient;
import org.ftrouter.notify.WebRequest;

/**
 * Calls a URL each interval, unless the latest notice said that no uplink is usable, or the engine hangs, so that nobody
 * would notice if none was. A call that fails is not repeated
 * before the next one is due: it is the far side that counts.
 */
final class HeartbeatNotifier implements Notifier {
    /** An engine that has not turned for so long hangs: it turns several times a second. */
    private static final Duration STANDSTILL = Duration.ofSeconds(60);
    /** How soon it is looked again whether it turns. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final String host;
    private final WebRequest call;
    private final WebClient client;
    private final Duration interval;
    private final PluginContext context;
    private final Thread heart;
    private final Semaphore back = new Semaphore(0);
    private volatile boolean anyUplinkWorks = true;
    private boolean failing;
    private boolean stands;

    HeartbeatNotifier(String host, WebRequest call, WebClient client, Duration interval, PluginContext context) {
        this.host = host;
        this.call = call;
        this.client = client;
        this.interval = interval;
        this.context = context;
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

    /** Until the interval is over, or an uplink is back, also if that was during the call; less while the engine hangs. */
    private void pause() throws InterruptedException {
        Duration rest = stands && LOOK.compareTo(interval) < 0 ? LOOK : interval;
        if (back.tryAcquire(rest.toMillis(), TimeUnit.MILLISECONDS)) {
            back.drainPermits();
        }
    }

    /** One interval: a call, if there is reason for one. */
    void turn() throws InterruptedException {
        if (engineStands() || !anyUplinkWorks) {
            return;
        }
        try {
            client.send(call);
            if (failing) {
                log(System.Logger.Level.INFO, "heartbeat: {0} answers again");
            }
            failing = false;
        } catch (NotifyException e) {
            if (!failing) {
                context.logger().log(System.Logger.Level.WARNING, "heartbeat: {0}", e.getMessage());
            }
            failing = true;
        }
    }

    /** Whether what it last heard of the uplinks may be old. */
    private boolean engineStands() {
        Duration since = context.sinceTurn();
        boolean before = stands;
        stands = since.compareTo(STANDSTILL) > 0;
        if (stands && !before) {
            log(
                    System.Logger.Level.ERROR,
                    "heartbeat: {0} is not called any more: the engine has not looked at the uplinks for {1} s",
                    since.toSeconds());
        } else if (before && !stands) {
            log(System.Logger.Level.INFO, "heartbeat: the engine looks at the uplinks again, and {0} is called");
        }
        return stands;
    }

    private void log(System.Logger.Level level, String text, Object... more) {
        context.logger()
                .log(
                        level,
                        text,
                        Stream.concat(Stream.of(host), Stream.of(more)).toArray());
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
