// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.probe;

import java.time.Duration;

/** The outcome of one probe: exactly one of {@link Reply}, {@link NoReply}, {@link Inconclusive}. */
public sealed interface ProbeResult permits Reply, NoReply, Inconclusive {

    /** The target answered. */
    static ProbeResult reply(Duration roundTrip) {
        return new Reply(roundTrip);
    }

    /** The target did not answer in time, or something said that it cannot be reached. Counts against the path. */
    static ProbeResult noReply(String reason) {
        return new NoReply(reason);
    }

    /** We could not ask or could not tell. Never counts against the path. */
    static ProbeResult inconclusive(String reason) {
        return new Inconclusive(reason);
    }
}
