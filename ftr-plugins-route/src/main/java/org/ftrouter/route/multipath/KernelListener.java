// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.function.Consumer;
import org.ftrouter.linux.NetworkWatch;

/**
 * A thread that tells of every change of links, addresses, routes and rules. Links and addresses too, because the IPv4
 * routes that go with them go without a word; but of those a moment later, for they mostly bring a new plan, which would
 * have to wait until the old one has been looked after.
 */
final class KernelListener implements AutoCloseable {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration MOMENT = Duration.ofMillis(30);

    private final NetworkWatch watch;
    private final Runnable onChange;
    private final Consumer<NetworkWatch.Events> heard;
    private final System.Logger log;

    private KernelListener(
            NetworkWatch watch, Runnable onChange, Consumer<NetworkWatch.Events> heard, System.Logger log) {
        this.watch = watch;
        this.heard = heard;
        this.onChange = onChange;
        this.log = log;
    }

    static KernelListener start(Runnable onChange, Consumer<NetworkWatch.Events> heard, System.Logger log)
            throws IOException {
        var listener = new KernelListener(NetworkWatch.open(), onChange, heard, log);
        var thread = new Thread(listener::listen, "multipath-watch");
        thread.setDaemon(true);
        thread.start();
        return listener;
    }

    private void listen() {
        try {
            boolean waiting = false;
            long since = 0;
            while (true) {
                NetworkWatch.Events events = watch.await(waiting ? MOMENT.minusNanos(System.nanoTime() - since) : LONG);
                heard.accept(events);
                boolean over = waiting && System.nanoTime() - since >= MOMENT.toNanos();
                if (over || events.route() || events.rule() || events.lost()) {
                    waiting = false;
                    onChange.run();
                } else if (!waiting && events.any()) {
                    waiting = true;
                    since = System.nanoTime();
                }
            }
        } catch (ClosedChannelException e) {
            // closed: nothing more to tell
        } catch (IOException e) {
            log.log(System.Logger.Level.ERROR, "changes of routes are no longer seen at once: " + e);
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
