// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api;

import java.time.Duration;

/** A clock that only goes forward, at the pace of real time. Its zero means nothing. Safe for all threads. */
@FunctionalInterface
public interface Ticker {

    /** The system's monotonic clock. */
    Ticker SYSTEM = System::nanoTime;

    /** Nanoseconds since an arbitrary moment; differences are valid, values are not. */
    long nanos();

    /** The time since an earlier reading of {@link #nanos()}. */
    default Duration since(long earlierNanos) {
        return Duration.ofNanos(nanos() - earlierNanos);
    }
}
