// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.io.IOException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Ticker;
import org.ftrouter.engine.plugin.Pulse;
import org.ftrouter.linux.SystemdNotify;

/** Tells systemd, if it started us, and plugins how we are. That it cannot be told is no reason to stop. */
final class Heartbeat {
    private static final Logger LOG = LogManager.getLogger(Heartbeat.class);

    private final SystemdNotify systemd = SystemdNotify.fromEnvironment();
    private final Ticker ticker;
    private final Pulse pulse;
    private long last;

    /** What vouches for the engine outside of systemd asks the pulse. */
    Heartbeat(Ticker ticker, Pulse pulse) {
        this.ticker = ticker;
        this.pulse = pulse;
    }

    /** Something that is told. */
    private interface Telling {
        void tell() throws IOException;
    }

    private static void tell(Telling telling) {
        try {
            telling.tell();
        } catch (IOException e) {
            LOG.debug("sd_notify", e);
        }
    }

    void ready() {
        tell(() -> systemd.ready(""));
    }

    void reloading() {
        tell(systemd::reloading);
    }

    void stopping() {
        tell(systemd::stopping);
    }

    /**
     * Feeds the pulse, and the watchdog, if there is one and it is time. Called by turns alone, so that an engine that hangs
     * is restarted.
     */
    void beat() {
        pulse.beat();
        long now = ticker.nanos();
        var every = systemd.watchdog();
        if (every.isPresent() && now - last > every.get().toNanos() / 3) {
            last = now;
            tell(systemd::alive);
        }
    }
}
