// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.probe;

import java.time.Duration;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;

/** A probe that blocks its thread while it waits. {@link ProbeContext#blocking} makes a {@link Probe} of it. */
@FunctionalInterface
public interface BlockingProbe {

    /**
     * Sends one question and waits for the outcome. Called on a thread of the plugin's own, on several at once if earlier
     * questions are not settled, 256 at most (further ones are not begun); interrupted half a second after the timeout,
     * when the engine gives it up as {@link Inconclusive}. A thread of a plugin in a jar that does not heed that goes on at
     * a lower priority, and with three such the plugin is left alone until one ends. Exceptions count as they do in
     * {@link Probe#probe}.
     *
     * @throws InterruptedException when the engine gave up waiting
     */
    ProbeResult probe(Path path, Duration timeout) throws InterruptedException;

    /** As {@link Probe#asks}. */
    default boolean asks(Family family) {
        return true;
    }

    /** As {@link Probe#bytes}. */
    default ProbeBytes bytes(Family family) {
        return ProbeBytes.PING;
    }

    /** As {@link Probe#local}. */
    default boolean local() {
        return false;
    }
}
