// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.probe;

import java.time.Duration;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;

/** A probe that blocks its thread while it waits. {@link ProbeContext#blocking} makes a {@link Probe} of it. */
@FunctionalInterface
public interface BlockingProbe {

    /**
     * Sends one question and waits for the outcome.
     *
     * @throws InterruptedException when the engine gave up waiting
     */
    ProbeResult probe(Path path, Duration timeout) throws InterruptedException;

    /** Whether this target can be asked through paths of the family. */
    default boolean asks(Family family) {
        return true;
    }

    /** What one question costs through a path of the family. Must not block. */
    default ProbeBytes bytes(Family family) {
        return ProbeBytes.PING;
    }
}
