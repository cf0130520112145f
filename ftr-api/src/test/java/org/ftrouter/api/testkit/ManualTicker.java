// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.ftrouter.api.Ticker;

/** A clock that moves only when told. */
public final class ManualTicker implements Ticker {
    private final AtomicLong now = new AtomicLong();

    @Override
    public long nanos() {
        return now.get();
    }

    public void advance(Duration duration) {
        now.addAndGet(duration.toNanos());
    }
}
