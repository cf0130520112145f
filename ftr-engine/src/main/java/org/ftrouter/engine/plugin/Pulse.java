// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.time.Duration;
import org.ftrouter.api.Ticker;

/** When the engine last turned, for plugins that vouch for it. Counts from its making. Safe for all threads. */
public final class Pulse {
    private final Ticker ticker;
    private volatile long last;

    /** Of an engine that is about to turn. */
    public Pulse(Ticker ticker) {
        this.ticker = ticker;
        this.last = ticker.nanos();
    }

    /** The engine has turned. Called by turns alone. */
    public void beat() {
        last = ticker.nanos();
    }

    /** How long ago. */
    public Duration since() {
        return ticker.since(last);
    }
}
