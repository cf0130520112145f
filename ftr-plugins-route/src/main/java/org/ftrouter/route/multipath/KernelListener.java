// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.function.Consumer;
import org.ftrouter.linux.NetworkWatch;

/**
 * A thread that tells of every change of links, addresses, routes and rules. Links and addresses too, because the IPv4
 * routes that go with them go without a word.
 */
final class KernelListener implements AutoCloseable {
    private static final Duration LONG = Duration.ofHours(1);
    private final NetworkWatch watch;
    private final Runnable onChange;
    private final Consumer<NetworkWatch.Deletion> onDeletion;
    private final System.Logger log;

    private KernelListener(
            NetworkWatch watch, Runnable onChange, Consumer<NetworkWatch.Deletion> onDeletion, System.Logger log) {
        this.watch = watch;
        this.onDeletion = onDeletion;
        this.onChange = onChange;
        this.log = log;
    }

    static KernelListener start(Runnable onChange, Consumer<NetworkWatch.Deletion> onDeletion, System.Logger log)
            throws IOException {
        var listener = new KernelListener(NetworkWatch.open(), onChange, onDeletion, log);
        var thread = new Thread(listener::listen, "multipath-watch");
        thread.setDaemon(true);
        thread.start();
        return listener;
    }

    private void listen() {
        try {
            while (true) {
                NetworkWatch.Events events = watch.await(LONG);
                if (events.any()) {
                    onChange.run();
                }
                events.deletions().forEach(onDeletion);
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
