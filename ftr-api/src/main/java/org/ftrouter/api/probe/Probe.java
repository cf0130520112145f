// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.probe;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;

/** Asks one target, through any path, whether it is there. */
public interface Probe extends AutoCloseable {

    /**
     * Sends one question and returns at once; the stage completes with the outcome at most {@code timeout} later.
     *
     * <p>The packets must leave through the path's interface with its source address, or not at all. Called on the engine
     * thread, which must not be kept waiting, for a plugin in a jar on one of its own; may be called again, on another
     * thread too, before an earlier question is settled. An answer half a second after the timeout is still worth
     * reporting: the engine decides itself when an answer counts as late, and takes back the loss. The stage may complete
     * on any thread. An exception, thrown or as completion, a null, or a stage that is not complete by then counts as
     * {@link Inconclusive} and against the plugin, never against the path: after three such faults within a minute the
     * plugin is left alone for a while.
     */
    CompletionStage<ProbeResult> probe(Path path, Duration timeout);

    /**
     * Whether this target can be asked through paths of the family. Called once for each family when the probe has been
     * made, on the thread and within the time of {@link ProbeFactory#create}, and failing as that does.
     */
    boolean asks(Family family);

    /** What one question costs through a path of the family. Called as {@link #asks} is. */
    default ProbeBytes bytes(Family family) {
        return ProbeBytes.PING;
    }

    /**
     * Whether it asks only the next router, or something else on this side of it. Such an answer says nothing of the
     * line beyond, so it never counts for a path to be alive; it only tells where a fault is. Called as
     * {@link #asks} is.
     */
    default boolean local() {
        return false;
    }

    /**
     * Frees what it holds; questions under way become {@link Inconclusive}. Called once, when a configuration has taken the
     * place of this one or was refused after all, on a thread that may wait, for a plugin in a jar on one of its own with
     * five seconds of time. An exception is logged.
     */
    @Override
    default void close() {}
}
