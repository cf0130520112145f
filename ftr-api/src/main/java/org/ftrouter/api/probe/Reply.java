// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.probe;

import java.time.Duration;

/**
 * The target answered.
 *
 * @param roundTrip from the question to the answer, as near to the wire as the probe can measure; not negative
 */
public record Reply(Duration roundTrip) implements ProbeResult {

    /** Checks. */
    public Reply {
        if (roundTrip.isNegative()) {
            throw new IllegalArgumentException("negative round-trip time " + roundTrip);
        }
    }
}
