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
     * <p>The packets must leave through the path's interface with its source address, or not at all. Called by the
     * engine thread, which must not be kept waiting; may be called again before an earlier question is settled. A late
     * answer is worth reporting: the engine decides itself when an answer counts as late, and takes back the loss. The
     * stage may complete on any thread. An exception, thrown or as completion, counts as {@link Inconclusive} and
     * against the plugin, never against the path.
     */
    CompletionStage<ProbeResult> probe(Path path, Duration timeout);

    /** Whether this target can be asked through paths of the family. Must not block. */
    boolean asks(Family family);

    /** What one question costs through a path of the family. Must not block. */
    default ProbeBytes bytes(Family family) {
        return ProbeBytes.PING;
    }

    /** Frees what it holds; questions under way become {@link Inconclusive}. Called once. */
    @Override
    default void close() {}
}
