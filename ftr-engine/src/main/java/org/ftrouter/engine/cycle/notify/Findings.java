// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.util.Optional;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.PathVerdict;

/** Who looks for the side of the gateway on which a fault is. Called by the engine thread. */
public interface Findings {
    /** Nobody looks. */
    Findings NONE = new Findings() {
        @Override
        public boolean expects(PathId id, PathVerdict verdict) {
            return false;
        }

        @Override
        public Optional<Finding> of(PathId id) {
            return Optional.empty();
        }
    };

    /** Whether it will be looked for, now that the path is down for that reason, so that waiting is worth it. */
    boolean expects(PathId id, PathVerdict verdict);

    /** What was found about the path that is down; empty if nothing was yet. */
    Optional<Finding> of(PathId id);
}
