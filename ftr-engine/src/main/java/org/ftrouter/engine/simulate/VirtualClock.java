// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import org.ftrouter.api.Ticker;

/** A clock that stands still until the simulation sets it. */
final class VirtualClock implements Ticker {
    private long nanos;

    @Override
    public long nanos() {
        return nanos;
    }

    void set(long to) {
        nanos = to;
    }
}
