// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.linux.NftablesWatch;
import org.jspecify.annotations.Nullable;

/** A thread that hears from the kernel when someone, be it us, changes our table, and tells the listener. */
final class Watcher {
    private static final Duration LONG = Duration.ofHours(1);
    private final System.Logger logger;
    private @Nullable NftablesWatch watch;

    Watcher(System.Logger logger) {
        this.logger = logger;
    }

    void start(Runnable onChange) throws RouteException {
        try {
            NftablesWatch opened = NftablesWatch.open("ftr");
            var thread = new Thread(() -> listen(opened, onChange), "nftables-watch");
            thread.setDaemon(true);
            thread.start();
            watch = opened;
        } catch (IOException e) {
            throw new RouteException(
                    Reason.PERMISSION,
                    "changes of nftables cannot be heard: " + e.getMessage() + ". Run as root or with"
                            + " CAP_NET_ADMIN",
                    e);
        }
    }

    private void listen(NftablesWatch opened, Runnable onChange) {
        try {
            while (true) {
                if (opened.await(LONG)) {
                    onChange.run();
                }
            }
        } catch (ClosedChannelException e) {
            // closed: nothing more to tell
        } catch (IOException e) {
            logger.log(System.Logger.Level.ERROR, "changes of nftables are no longer seen at once: " + e);
        }
    }

    void stop() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }
}
